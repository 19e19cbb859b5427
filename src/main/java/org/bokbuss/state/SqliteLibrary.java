package org.bokbuss.state;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite's native library, kept unpacked in the program's own cache: unpacked by each process for itself, it costs a short
 * command a fifth of its time. Without it all goes as well.
 */
final class SqliteLibrary {
    /** The folder that {@code bin/bokbuss} keeps what it has found out once; not set elsewhere. */
    private static final String CACHE = "bokbuss.cache";

    private SqliteLibrary() {}

    /** Before the first connection of the process. */
    static void useCached() {
        String cache = System.getProperty(CACHE);
        if (cache == null || System.getProperty("org.sqlite.lib.path") != null) {
            return;
        }
        Path library =
                Path.of(cache, "sqlite-" + SQLiteJDBCLoader.getVersion() + "-" + LibraryLoaderUtil.getNativeLibName());
        try {
            if (!Files.exists(library)) {
                unpack(library);
            }
            System.setProperty("org.sqlite.lib.path", cache);
            System.setProperty("org.sqlite.lib.name", library.getFileName().toString());
        } catch (IOException cannotBeWritten) {
            // Then SQLite unpacks it for itself, and says what is wrong if it cannot.
        }
    }

    /** Whole under its name or not at all: another process may look for it now. */
    private static void unpack(Path library) throws IOException {
        String packed = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + LibraryLoaderUtil.getNativeLibName();
        Path part =
                Files.createTempFile(library.getParent(), library.getFileName().toString(), ".part");
        try (InputStream in = SQLiteJDBCLoader.class.getResourceAsStream(packed)) {
            if (in == null) {
                throw new IOException("not in the library: " + packed);
            }
            Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, library, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
