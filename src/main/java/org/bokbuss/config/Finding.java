package org.bokbuss.config;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;

/**
 * One mistake, said to the person who can put it right.
 *
 * @param file the file or folder it is in, or null where none is known
 * @param line its line counted from 1, or 0 where no single line is at fault
 * @param message one sentence: what is wrong and what to do
 * @param severity whether it stops the start
 */
public record Finding(Path file, int line, String message, Severity severity) {

    /** By file and line, as a person reads them. */
    public static final Comparator<Finding> IN_READING_ORDER = Comparator.comparing(
                    Finding::file, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparingInt(Finding::line);

    public Finding {
        message = PrintableText.line(Objects.requireNonNull(message));
        Objects.requireNonNull(severity);
    }

    /** An error at a line. */
    public static Finding error(Path file, int line, String message) {
        return new Finding(file, line, message, Severity.ERROR);
    }

    /** A warning at a line. */
    public static Finding warning(Path file, int line, String message) {
        return new Finding(file, line, message, Severity.WARNING);
    }

    /** Whether it stops the start. */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** {@code file:line: message}, the form that editors and terminals turn into a link. */
    @Override
    public String toString() {
        return file == null ? message : place(file, line) + ": " + message;
    }

    /** {@code file:line}, or the file alone. */
    public static String place(Path file, int line) {
        // Forward slashes on every system: the form in which routes and settings name files.
        String name = file.toString().replace('\\', '/');
        return line > 0 ? name + ":" + line : name;
    }
}
