package org.bokbuss.harvest;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.bokbuss.fetch.Response;
import org.bokbuss.state.QuarantinedRecord;

/** The record in the bytes that quarantine kept; where they cannot be read, itself with its fault, so that it stays there. */
final class KeptRecords implements Records {
    private final QuarantinedRecord kept;
    private final PageReader.Delivered reading;
    private final Response bytes;
    private Records records;
    private boolean unreadable;

    KeptRecords(QuarantinedRecord kept, PageReader.Delivered reading, Response bytes) {
        this.kept = kept;
        this.reading = reading;
        this.bytes = bytes;
    }

    @Override
    public LibraryRecord next() {
        if (unreadable) {
            return null;
        }
        try {
            records = records == null ? reading.of(bytes) : records;
            LibraryRecord record = records.next();
            return record == null || record.fault() == null ? record : faulty(record.fault());
        } catch (IOException | UncheckedIOException notWhole) {
            return faulty(notWhole.getMessage());
        }
    }

    private LibraryRecord faulty(String fault) {
        unreadable = true;
        return LibraryRecord.faulty(kept.subject(), kept.mediaType(), kept.bytes(), kept.place(), fault);
    }

    @Override
    public void close() throws IOException {
        if (records != null) {
            records.close();
        }
    }
}
