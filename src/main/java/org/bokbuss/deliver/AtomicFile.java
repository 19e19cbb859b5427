package org.bokbuss.deliver;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file that appears whole or not at all: written under a hidden name, synced, then given its own.
 *
 * <p>A kill leaves at most the hidden file, which the run that resumes the window sweeps away.
 */
final class AtomicFile {
    private static final String PART = ".part";

    private final Path file;
    private final Path part;
    private final FileChannel channel;
    private final OutputStream out;

    /** A file that is named after its chunk. */
    AtomicFile(Path file) throws IOException {
        this(file, String.valueOf(file.getFileName()));
    }

    /** @param chunk begins the hidden name, so that {@link #sweep} finds it */
    AtomicFile(Path file, String chunk) throws IOException {
        this.file = file;
        this.part = file.resolveSibling("." + chunk + PART);
        this.channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        this.out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 17);
    }

    OutputStream out() {
        return out;
    }

    /** Makes it durable under its own name; the folder has to be synced after. */
    void publish() throws IOException {
        out.flush();
        channel.force(true);
        channel.close();
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void discard() {
        try {
            channel.close();
            Files.deleteIfExists(part);
        } catch (IOException leftBehind) {
            // Hidden, and swept away later.
        }
    }

    /**
     * Takes away what a killed run left of a window: hidden files, and those it had named without living to confirm them.
     * Their records come again.
     */
    static void sweep(Path folder, Barrier barrier) throws IOException {
        Pattern left = Pattern.compile("\\.?" + Pattern.quote(barrier.window()) + "-(\\d+)\\b.*");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Matcher name = left.matcher(String.valueOf(file.getFileName()));
                if (name.matches() && (isPart(file) || Integer.parseInt(name.group(1)) >= barrier.number())) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static boolean isPart(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.startsWith(".") && name.endsWith(PART);
    }

    /** Names are durable only when their folder is. */
    static void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (java.nio.file.AccessDeniedException windows) {
            // Windows does not open folders; it syncs names with their files.
        }
    }
}
