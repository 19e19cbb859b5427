package org.bokbuss.split;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NameCharactersTest {
    @Test
    void areThoseThatTheJdkParserAccepts() {
        for (int c = 0x80; c < 0x10000; c++) {
            if (c >= 0xD800 && c < 0xE000) {
                continue;
            }
            String first = "<" + Character.toString(c) + "/>";
            String later = "<a" + Character.toString(c) + "/>";
            assertThat(accepted(first)).as("U+%04X first", c).isEqualTo(NameCharacters.start(c));
            assertThat(accepted(later)).as("U+%04X later", c).isEqualTo(NameCharacters.part(c));
        }
    }

    private static boolean accepted(String xml) {
        try {
            return !Parsers.jdk(xml.getBytes(StandardCharsets.UTF_8)).isEmpty();
        } catch (AssertionError e) {
            return false;
        }
    }
}
