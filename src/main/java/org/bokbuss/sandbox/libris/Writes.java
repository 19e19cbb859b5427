package org.bokbuss.sandbox.libris;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.JsonLd;
import org.bokbuss.sandbox.wire.Answer;
import org.bokbuss.sandbox.wire.Fault;
import org.bokbuss.sandbox.wire.Faults;
import org.bokbuss.sandbox.wire.Request;

/**
 * Records made, changed and deleted, one write at a time. The checks and their order are Libris XL's own, as recorded
 * in 2026: what fails first is answered.
 */
final class Writes {
    private final Catalogue catalogue;
    private final Admission admission;
    private final Creation creation;
    private final Replacement replacement;
    private final Deletion deletion;
    private final List<Write> log = new CopyOnWriteArrayList<>();

    Writes(Catalogue catalogue, Accounts accounts) {
        var addresses = new Addresses(catalogue);
        var holdings = new Holdings(catalogue, accounts);
        var jsonLd = new JsonLd(catalogue);
        this.catalogue = catalogue;
        this.admission = new Admission(accounts);
        this.creation = new Creation(catalogue, addresses, holdings);
        this.replacement = new Replacement(catalogue, addresses, holdings, jsonLd);
        this.deletion = new Deletion(catalogue, addresses, jsonLd);
    }

    /** What was written so far, or tried to be, the oldest first. */
    List<Write> log() {
        return List.copyOf(log);
    }

    Answer answer(Request request, Faults.OnPage faults) {
        return catalogue.alone(() -> {
            var answer = carriedOut(request, faults);
            var record = answer.headers().getOrDefault("Location", request.path());
            var id = record.substring(record.lastIndexOf('/') + 1);
            log.add(new Write(request.method(), id, catalogue.now(), answer.status()));
            return answer;
        });
    }

    private Answer carriedOut(Request request, Faults.OnPage faults) {
        try {
            var rights = admission.of(request, faults);
            if (faults.take(Fault.Kind.ERROR_ID)) {
                return JsonError.internal();
            }
            var answer =
                    switch (request.method()) {
                        case "POST" -> creation.answer(request, rights, faults);
                        case "PUT" -> replacement.answer(request, rights, faults);
                        default -> deletion.answer(request, rights);
                    };
            return faults.take(Fault.Kind.LATE_ERROR) ? JsonError.internal() : answer;
        } catch (Refused refused) {
            return refused.answer();
        }
    }
}
