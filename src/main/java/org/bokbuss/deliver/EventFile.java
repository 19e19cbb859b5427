package org.bokbuss.deliver;

import java.io.IOException;
import java.nio.file.Path;

/** CloudEvents, an event a line; there is no file until there is an event. */
final class EventFile implements RecordFiles.Sheet {
    private final Path directory;
    private final String name;
    private AtomicFile file;

    EventFile(Path directory, String name) {
        this.directory = directory;
        this.name = name;
    }

    @Override
    public void add(CloudEvent event) throws IOException {
        byte[] line = CloudEventJson.of(event);
        if (file == null) {
            file = new AtomicFile(directory.resolve(name));
        }
        file.out().write(line);
        file.out().write('\n');
    }

    @Override
    public void settle() throws IOException {
        if (file != null) {
            file.publish();
            AtomicFile.syncFolder(directory);
            file = null;
        }
    }

    @Override
    public void discard() {
        if (file != null) {
            file.discard();
            file = null;
        }
    }
}
