package org.bokbuss.sandbox.libris;

import java.util.List;
import java.util.Map;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.wire.Answer;
import org.bokbuss.sandbox.wire.Faults;
import org.bokbuss.sandbox.wire.Request;
import org.bokbuss.sandbox.wire.Upstream;

/** Records read and written one by one, at their own addresses and at those they had before Libris XL. */
final class Records implements Upstream {
    /** Single records that are read count as this page, so that faults can be aimed at them; for others see {@link Call}. */
    static final int PAGE = 900;

    private static final Map<String, Call> WRITES = Map.of("POST", Call.POST, "PUT", Call.PUT, "DELETE", Call.DELETE);

    private final Addresses addresses;
    private final Reading reading;
    private final Writes writes;
    private final CallCounter calls;

    Records(Catalogue catalogue, Writes writes, CallCounter calls) {
        this.addresses = new Addresses(catalogue);
        this.reading = new Reading(catalogue);
        this.writes = writes;
        this.calls = calls;
    }

    @Override
    public boolean serves(String path) {
        return path.equals("/") || path.equals("/data") || Addresses.isRecord(path);
    }

    @Override
    public int page(Request request) {
        var write = WRITES.get(request.method());
        return write == null ? PAGE : calls.next(write);
    }

    @Override
    public Answer answer(Request request, Faults.OnPage faults) {
        if (WRITES.containsKey(request.method())) {
            return writes.answer(request, faults);
        }
        if (!List.of("GET", "HEAD").contains(request.method())) {
            return Answer.empty(501);
        }
        return addresses
                .elsewhere(request.path())
                .map(address -> moved(address, request))
                .or(() -> addresses.record(request.path()).map(entry -> reading.answer(request, entry)))
                .orElseGet(JsonError::notFound);
    }

    /** The query is put behind the fragment, where it is lost. */
    private static Answer moved(String to, Request request) {
        var query = request.target().substring(request.path().length());
        return Answer.empty(302).with("Location", to + query).with("Cache-Control", "no-cache");
    }
}
