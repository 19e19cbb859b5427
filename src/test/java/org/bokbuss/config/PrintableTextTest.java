package org.bokbuss.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** Foreign text on a terminal: a line stays a line, and nothing is steered. */
class PrintableTextTest {
    private static final String HOSTILE =
            "a\u001b[31m\u0007\u009b2J\u0085\u200e\u200f\u202e\u2066\u2069\u061c\u2028\u2029\u007f\ufeff\ud800" + "b";

    @Test
    void whatSteersATerminalIsShownByItsCode() {
        assertThat(PrintableText.line(HOSTILE))
                .isEqualTo("a\\u001b[31m\\u0007\\u009b2J\\u0085\\u200e\\u200f\\u202e\\u2066\\u2069\\u061c\\u2028\\u2029"
                        + "\\u007f\\ufeff\\ud800b");
        assertThat(PrintableText.line("two\r\nlines\tand\ta tab"))
                .isEqualTo("two\\u000d\\u000alines\\u0009and\\u0009a tab");
    }

    @Test
    void linesStayButNothingWritesOverThem() {
        assertThat(PrintableText.lines("one\ntwo\tx\rover\u001b")).isEqualTo("one\ntwo\tx\\u000dover\\u001b");
        String ended = "one" + System.lineSeparator();
        assertThat(PrintableText.lines(ended)).isEqualTo(ended);
    }

    @Test
    void lettersOfAllScriptsStay() {
        String text = "Ål å é 漢字 العربية 🙂 e\u0301";
        assertThat(PrintableText.line(text)).isSameAs(text);
        assertThat(PrintableText.line(null)).isNull();
    }

    @Test
    void jsonMeansTheSame() throws Exception {
        ObjectMapper json = new ObjectMapper();
        String text = HOSTILE.replace("\ud800", "") + "å🙂";
        String escaped = PrintableText.json(json.writeValueAsString(text));
        assertThat(escaped)
                .doesNotContain("\u001b", "\u009b", "\u202e", "\u2028")
                .contains("å🙂");
        assertThat(json.readValue(escaped, String.class)).isEqualTo(text);
    }
}
