package org.bokbuss.config;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Folders and files that nobody else on the machine may read, whatever the umask; what is there already is left as it is. */
public final class OwnerOnly {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private OwnerOnly() {}

    /** Makes a folder, and those above it that are missing. */
    public static void makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, may("rwx------"));
        }
    }

    /** Makes an empty file, unless it is there. */
    public static void makeFile(Path file) throws IOException {
        try {
            Files.createFile(file, may("rw-------"));
        } catch (FileAlreadyExistsException there) {
            // Its owner may have given it other rights.
        }
    }

    private static FileAttribute<?>[] may(String rights) {
        return POSIX
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))}
                : new FileAttribute<?>[0];
    }
}
