package org.bokbuss.libris.emm;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import org.bokbuss.fetch.HttpFetcher;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.libris.record.JsonLdRecord;

/** The record that an activity is about, read where it stands. */
final class ChangedRecord {
    private static final byte[] NOTHING = {};

    private final HttpFetcher lookup;
    private final URI base;

    ChangedRecord(HttpFetcher lookup, URI base) {
        this.lookup = lookup;
        this.base = base;
    }

    CompletableFuture<Response> ask(String id) {
        return lookup.ahead(JsonLdRecord.request(base, id), JsonLdRecord::requireWhole);
    }

    /** The record as it stands by now; it may be younger than the activity. */
    static LibraryRecord read(Activity activity, CompletableFuture<Response> asked) throws IOException {
        try (Response answer = HttpFetcher.wait(asked)) {
            return switch (answer.status()) {
                // Moved: what was merged into another record is no longer there.
                case 302, 410 -> deleted(activity);
                case 404 -> activity.faulty("Libris does not know the record that changed (404)");
                default ->
                    answer.size() > answer.largestRecord()
                            ? activity.faulty("the record is larger than " + answer.largestRecord()
                                    + " bytes (harvest.max-record)")
                            : record(activity, false, JsonLdRecord.body(answer));
            };
        } catch (SourceFailure failure) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    static LibraryRecord deleted(Activity activity) {
        return record(activity, true, NOTHING);
    }

    private static LibraryRecord record(Activity activity, boolean deleted, byte... body) {
        return new LibraryRecord(
                activity.subject(),
                deleted,
                activity.time(),
                JsonLdRecord.MEDIA_TYPE,
                body,
                activity.about(),
                activity.raw(),
                activity.place(),
                null);
    }
}
