package org.bokbuss.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page that a test writes: with {@code -Ddocs.write=true} it is written, otherwise it must be as it would be. */
public record GeneratedPage(Path file) {
    private static final String HOW =
            "the generated text; write it again with mvn test -Dtest=NAME -Ddocs.write=true, where NAME is this test";

    /** Whether pages are to be written. */
    public static boolean writes() {
        return Boolean.getBoolean("docs.write");
    }

    /** Holds the whole page against a text. */
    public void is(String text) {
        try {
            if (writes()) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, text);
            }
            assertThat(file).as(HOW).hasContent(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A cell of a table: no line break, and no bar that would end it. */
    static String cell(String text) {
        return text.replace("\n", " ").replace("|", "\\|");
    }

    /** A value as code; nothing for an empty one. */
    static String code(String text) {
        return text.isEmpty() ? "" : "`" + cell(text) + "`";
    }
}
