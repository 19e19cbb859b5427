package org.bokbuss.libris.holdings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bokbuss.config.UserError;
import org.bokbuss.libris.holdings.HoldingsFile.Entry;

/** Whatever a file holds, it is read to an end, and each entry is a holding or says what is wrong. */
class HoldingsFileProperties {
    private static final String JSON_LINES = "{\"bib\":\"1\",\"note\":[\"a\",\"b\"]}\n{\"isbn\":\"9789100123451\"}\n";

    @Property(tries = 500)
    void everyFileHasAnEnd(@ForAll("files") byte[] content) throws IOException {
        Path file = Files.createTempFile("holdings", "");
        try (HoldingsFile holdings = HoldingsFile.open(Files.write(file, content))) {
            long line = 0;
            int count = 0;
            for (Entry entry = holdings.next(); entry != null; entry = holdings.next()) {
                assertThat(entry.holding() == null).isNotEqualTo(entry.fault() == null);
                assertThat(entry.line()).isGreaterThanOrEqualTo(Math.max(line, 1));
                assertThat(++count).isLessThanOrEqualTo(content.length + 1);
                line = entry.line();
            }
            assertThat(holdings.next()).isNull();
        } catch (UserError mistake) {
            assertThat(mistake).hasMessageStartingWith(file.toString());
        } finally {
            Files.delete(file);
        }
    }

    @Provide
    Arbitrary<byte[]> files() {
        Arbitrary<byte[]> damaged = Arbitraries.of(
                        JSON_LINES,
                        "[" + JSON_LINES.replace("}\n{", "},\n{") + "]",
                        JSON_LINES.replace(",", "\n,"),
                        "bib,note\r\n1,\"a, b\"\r\n2,\"a \"\" b\"\r\n")
                .flatMap(sound -> Arbitraries.integers()
                        .between(0, sound.length() - 1)
                        .flatMap(place -> Arbitraries.of("", "\"", "{", "}", "[", "]", ",", "\n", "\\", "\u00e5", "\0")
                                .map(damage -> (sound.substring(0, place) + damage + sound.substring(place + 1))
                                        .getBytes(StandardCharsets.ISO_8859_1))));
        Arbitrary<byte[]> anything = Arbitraries.bytes().array(byte[].class).ofMaxSize(60);
        return Arbitraries.oneOf(damaged, anything);
    }
}
