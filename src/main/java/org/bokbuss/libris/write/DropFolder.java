package org.bokbuss.libris.write;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.bokbuss.deliver.SinkUnavailable;

/**
 * The folder that files of holdings are dropped into, with {@code done} and {@code failed} in it. Others write there: no
 * link is followed, and nothing that lies there is written over.
 */
final class DropFolder {
    static final String DONE = "done";
    static final String FAILED = "failed";

    private static final String REPORT = ".report.csv";
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Path folder;
    private final String file;

    /** How a file looks from outside: another look tells whether somebody has written to it since. */
    record Look(long size, FileTime modified, Object key) {
        static Look at(Path file) throws IOException {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return new Look(now.size(), now.lastModifiedTime(), now.fileKey());
        }
    }

    DropFolder(Path file) {
        this.folder = file.toAbsolutePath().getParent();
        this.file = file.getFileName().toString();
    }

    /** @throws SinkUnavailable if a file could not be put away once it is written */
    void requireRoom() {
        for (String name : List.of(DONE, FAILED)) {
            Path target = folder.resolve(name);
            try {
                if (Files.isSymbolicLink(target)) {
                    throw new SinkUnavailable(target + " is a link, which is not followed: make it a folder");
                }
                Files.createDirectories(target);
                Files.delete(Files.createTempFile(target, "." + file, null));
            } catch (IOException e) {
                throw new SinkUnavailable(
                        target + " cannot be written to (" + why(e) + "): no file of " + folder
                                + " is taken before it can",
                        e);
            }
        }
    }

    private static String why(IOException e) {
        return e instanceof FileSystemException of && of.getReason() != null
                ? of.getReason()
                : e.getClass().getSimpleName();
    }

    /** The report while it is written. */
    BufferedWriter report() throws IOException {
        Files.deleteIfExists(part());
        return Files.newBufferedWriter(part(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private Path part() {
        return folder.resolve(file + REPORT + ".part");
    }

    /** Takes the report back: the file stays where it is. */
    void discardReport() throws IOException {
        Files.deleteIfExists(part());
    }

    /**
     * Puts the report where the file is to lie. An earlier file of the name, and its report, get the time of their last
     * change into theirs.
     *
     * @param target {@link #DONE} or {@link #FAILED}
     * @return where the report lies
     */
    Path publishReport(String target) throws IOException {
        Path of = folder.resolve(target);
        Path earlier = of.resolve(file);
        Path report = of.resolve(file + REPORT);
        if (Files.exists(earlier, LinkOption.NOFOLLOW_LINKS)) {
            String other = free(of, Files.getLastModifiedTime(earlier, LinkOption.NOFOLLOW_LINKS));
            Files.move(earlier, of.resolve(other));
            if (Files.exists(report, LinkOption.NOFOLLOW_LINKS)) {
                Files.move(report, of.resolve(other + REPORT));
            }
        }
        Files.move(part(), report, StandardCopyOption.REPLACE_EXISTING);
        return report;
    }

    private String free(Path target, FileTime time) {
        int dot = file.lastIndexOf('.');
        String stem = dot < 0 ? file : file.substring(0, dot);
        String ending = dot < 0 ? "" : file.substring(dot);
        String moment = MOMENT.format(time.toInstant().truncatedTo(ChronoUnit.SECONDS));
        String name = stem + "." + moment + ending;
        for (int number = 2; Files.exists(target.resolve(name), LinkOption.NOFOLLOW_LINKS); number++) {
            name = stem + "." + moment + "-" + number + ending;
        }
        return name;
    }
}
