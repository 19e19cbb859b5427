package org.bokbuss.libris.emm;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.bokbuss.fetch.Response;
import org.bokbuss.harvest.LibraryRecord;

/** A change on its way: the activity itself, or the record that changed, which may have to be asked for. */
final class Change implements AutoCloseable {
    private final LibraryRecord record;
    private final Activity activity;
    private final CompletableFuture<Response> asked;

    /** @param changedRecord who brings the record; null to deliver the activity itself */
    Change(Activity activity, ChangedRecord changedRecord) {
        this.activity = activity;
        boolean itself = changedRecord == null || activity.recordId().isEmpty();
        boolean here = itself || activity.isDeletion();
        record = itself ? activity.record() : here ? ChangedRecord.deleted(activity) : null;
        asked = here ? null : changedRecord.ask(activity.recordId().orElseThrow());
    }

    /** One that is here as it is. */
    Change(LibraryRecord record) {
        this.record = record;
        this.activity = null;
        this.asked = null;
    }

    LibraryRecord record() throws IOException {
        return record == null ? ChangedRecord.read(activity, asked) : record;
    }

    /** Lets go of what may still come. */
    @Override
    public void close() {
        if (asked != null) {
            asked.thenAccept(Response::close);
        }
    }
}
