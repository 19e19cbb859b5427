package org.bokbuss.fetch;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is free on the disk that an answer is spooled to: the disk is looked up once, what is free on it at each piece. */
final class Room {
    private final Path folder;
    private final long reserve;
    private FileStore disk;

    /** @param reserve how many bytes are to stay free in the folder, or in its parent while there is none */
    Room(Path folder, long reserve) {
        this.folder = folder;
        this.reserve = reserve;
    }

    /** @throws SourceFailure if less is free */
    void require() throws SourceFailure {
        long free = free();
        if (free < reserve) {
            throw Spool.full(folder, free + " bytes are free, state.spool.reserve keeps " + reserve, null);
        }
    }

    private long free() {
        try {
            if (disk == null) {
                disk = Files.getFileStore(existing(folder.toAbsolutePath()));
            }
            return disk.getUsableSpace();
        } catch (IOException untold) {
            // Writing tells.
            return Long.MAX_VALUE;
        }
    }

    private static Path existing(Path folder) {
        return Files.exists(folder) || folder.getParent() == null ? folder : existing(folder.getParent());
    }
}
