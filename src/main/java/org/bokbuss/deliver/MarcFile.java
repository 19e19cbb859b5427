package org.bokbuss.deliver;

import java.io.IOException;
import java.nio.file.Path;
import org.bokbuss.config.UserError;

/** Records in ISO 2709, one after the other; deletions stand beside them as events, as they do beside MARCXML. */
final class MarcFile implements RecordFiles.Sheet {
    private static final byte RECORD_END = 0x1D;

    private final Path directory;
    private final String name;
    private final EventFile deletions;
    private AtomicFile records;

    MarcFile(Path directory, String name) {
        this.directory = directory;
        this.name = name;
        this.deletions = new EventFile(directory, name + ".deleted.ndjson");
    }

    @Override
    public void add(CloudEvent event) throws IOException {
        if (event.isDeletion()) {
            deletions.add(event);
            return;
        }
        byte[] record = record(event);
        if (records == null) {
            records = new AtomicFile(directory.resolve(name + ".mrc"));
        }
        records.out().write(record);
    }

    private static byte[] record(CloudEvent event) {
        byte[] record = event.data();
        String mediaType = event.mediaType();
        if (record.length > 0 && !mediaType.equals("application/marc")) {
            throw new UserError("format=marc of record-file-sink takes ISO 2709, but this pipeline's records are "
                    + mediaType
                    + "; choose another format, or format=ISO2709 in the export profile of the source");
        }
        return whole(record);
    }

    /** @throws IllegalArgumentException if it does not end as a record does */
    static byte[] whole(byte[] record) {
        if (record.length == 0 || record[record.length - 1] != RECORD_END) {
            // In a file of several it would swallow the next one.
            throw new IllegalArgumentException("a MARC record without its end (0x1D)");
        }
        return record;
    }

    @Override
    public void settle() throws IOException {
        if (records != null) {
            records.publish();
            AtomicFile.syncFolder(directory);
            records = null;
        }
        deletions.settle();
    }

    @Override
    public void discard() {
        if (records != null) {
            records.discard();
            records = null;
        }
        deletions.discard();
    }
}
