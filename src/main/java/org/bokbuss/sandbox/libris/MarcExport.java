package org.bokbuss.sandbox.libris;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.wire.Answer;
import org.bokbuss.sandbox.wire.Faults;
import org.bokbuss.sandbox.wire.Request;
import org.bokbuss.sandbox.wire.Upstream;

/** Libris' MARC export: a profile is posted, and all that changed in a stretch of time comes in one answer. */
final class MarcExport implements Upstream {
    static final String PATH = "/api/marc_export/";

    private static final Set<String> DELETED = Set.of("ignore", "export", "append");
    private final Catalogue catalogue;

    MarcExport(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public boolean serves(String path) {
        return path.equals(PATH) || path.equals("/api/marc_export");
    }

    /** Every export is a harvest of one page. */
    @Override
    public int page(Request request) {
        return request.method().equals("POST") ? 1 : 0;
    }

    @Override
    public Answer answer(Request request, Faults.OnPage faults) {
        if (!request.path().endsWith("/")) {
            return Answer.empty(301).with("Location", request.address() + "/");
        }
        return switch (request.method()) {
            case "POST" -> export(request, faults);
            case "GET", "HEAD" ->
                ContainerPage.of(405, "HTTP method " + request.method() + " is not supported by this URL", request);
            default -> Answer.empty(405);
        };
    }

    /** A request as the server takes it apart. */
    record Wish(Instant from, Instant until, String deleted, boolean virtualDelete, ExportProfile profile) {
        /** Whether a change is a reason to send a bib. */
        boolean isReason(Entry changed) {
            return !changed.modified().isBefore(from) && !changed.modified().isAfter(until) && profile.watches(changed);
        }
    }

    private Answer export(Request request, Faults.OnPage faults) {
        var mark = request.target().indexOf('?');
        if (mark < 0) {
            return ContainerPage.of(400, "Missing required parameters \"from\" and \"until\".", request);
        }
        try {
            // By hand and without decoding, as Libris does it (MarcHttpExport): %3A stays %3A.
            var parameters = new HashMap<String, String>();
            for (var pair : request.target().substring(mark + 1).split("&")) {
                var parts = pair.split("=");
                parameters.put(parts[0], parts[1]);
            }
            var deleted = Optional.ofNullable(parameters.get("deleted"));
            if (deleted.isPresent() && !DELETED.contains(deleted.get())) {
                return ContainerPage.of(
                        400, "Valid options for \"deleted\" are \"ignore\", \"export\" or \"append\"", request);
            }
            var profile = ExportProfile.of(request);
            var wish = new Wish(
                    time(parameters, "from").minusSeconds(1),
                    time(parameters, "until"),
                    profile.deleted(deleted),
                    profile.virtualDelete(Optional.ofNullable(parameters.get("virtualDelete"))),
                    profile);
            // It has no Content-Type.
            return new Answer(200, Map.of(), new ExportBody(catalogue, wish, faults));
        } catch (DateTimeException e) {
            return ContainerPage.of(
                    400,
                    "Valid \"from\" and \"until\" parameters are required, for example like so: 2018-09-10T00:00:00Z",
                    request);
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            return ContainerPage.of(500, e.getClass().getName() + ": " + e.getMessage(), request);
        }
    }

    private static Instant time(Map<String, String> parameters, String name) {
        return ZonedDateTime.parse(parameters.getOrDefault(name, ""))
                .toInstant()
                .truncatedTo(ChronoUnit.SECONDS);
    }
}
