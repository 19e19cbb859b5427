package org.bokbuss.deliver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.bokbuss.config.UserError;

/** One MARCXML collection; deletions, which MARCXML has no word for, stand beside it as events. */
final class MarcXmlFile implements RecordFiles.Sheet {
    static final String HEAD =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<collection xmlns=\"http://www.loc.gov/MARC21/slim\">\n";
    static final String FOOT = "</collection>\n";

    private final Path directory;
    private final String name;
    private final EventFile deletions;
    private AtomicFile collection;

    MarcXmlFile(Path directory, String name) {
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
        if (event.data().length == 0) {
            throw new IllegalArgumentException("a MARCXML record of 0 bytes");
        }
        if (!event.mediaType().equals("application/marcxml+xml")) {
            throw new UserError("format=marcxml of record-file-sink takes MARCXML, but this pipeline's records are "
                    + event.mediaType() + "; choose format=cloudevents, or metadataPrefix=marcxml at the source");
        }
        if (collection == null) {
            collection = new AtomicFile(directory.resolve(name + ".marcxml"));
            collection.out().write(HEAD.getBytes(StandardCharsets.UTF_8));
        }
        collection.out().write(event.data());
        collection.out().write('\n');
    }

    @Override
    public void settle() throws IOException {
        if (collection != null) {
            collection.out().write(FOOT.getBytes(StandardCharsets.UTF_8));
            collection.publish();
            AtomicFile.syncFolder(directory);
            collection = null;
        }
        deletions.settle();
    }

    @Override
    public void discard() {
        if (collection != null) {
            collection.discard();
            collection = null;
        }
        deletions.discard();
    }
}
