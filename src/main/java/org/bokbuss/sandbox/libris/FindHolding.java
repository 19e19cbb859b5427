package org.bokbuss.sandbox.libris;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.JsonLd;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.sandbox.wire.Answer;
import org.bokbuss.sandbox.wire.Body;
import org.bokbuss.sandbox.wire.Faults;
import org.bokbuss.sandbox.wire.Request;
import org.bokbuss.sandbox.wire.Upstream;

/** The holdings that a library has of a bib: none, one, or from older times several. */
final class FindHolding implements Upstream {
    static final String PATH = "/_findhold";

    private final Addresses addresses;
    private final Holdings holdings;
    private final CallCounter calls;

    FindHolding(Addresses addresses, Holdings holdings, CallCounter calls) {
        this.addresses = addresses;
        this.holdings = holdings;
        this.calls = calls;
    }

    @Override
    public boolean serves(String path) {
        return path.equals(PATH);
    }

    @Override
    public int page(Request request) {
        return calls.next(Call.FIND_HOLDING);
    }

    @Override
    public Answer answer(Request request, Faults.OnPage faults) {
        if (!request.method().equals("GET")) {
            return ContainerPage.of(405, "HTTP method " + request.method() + " is not supported by this URL", request);
        }
        var id = request.parameter("id");
        var library = request.parameter("library");
        if (id.isEmpty() || library.isEmpty()) {
            return ContainerPage.of(400, "\"library\" (sigel) and \"id\" parameters required.", request);
        }
        var bib = addresses.find(id.get()).filter(entry -> entry.kind() == Kind.BIB);
        if (bib.isEmpty()) {
            return ContainerPage.of(
                    400, "The supplied \"id\"-parameter must refer to an existing bibliographic record.", request);
        }
        var found = holdings.of(bib.get(), Holdings.sigel(library.get()).orElse(library.get()));
        var json = JsonLd.text(found.stream().map(Entry::uri).toList());
        return new Answer(
                        200, Map.of("Content-Type", "application/json", "Expires", "0"), Body.of(json.getBytes(UTF_8)))
                .with("Cache-Control", "no-cache");
    }
}
