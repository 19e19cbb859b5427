package org.bokbuss.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bokbuss.split.Pages.marc;
import static org.bokbuss.split.Pages.page;
import static org.bokbuss.split.Pages.split;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bokbuss.split.Pages.Outcome;
import org.junit.jupiter.api.Test;

/** Damaged records of all sizes around that of the buffer, which is filled anew and replaced while they are passed. */
class LargeDamageTest {
    private static final int CHUNK = 1 << 16;
    private static final String TAGS = "<subfield code=\"a\">Öppna data</subfield>";

    /** A record of about so many bytes, made of tags. */
    private static String large(String id, int size, String damage) {
        return marc(id, damage + "</subfield>" + TAGS.repeat(size / TAGS.length()) + "<subfield code=\"b\">");
    }

    /** The same, but its last tags are lost. */
    private static String endless(String id, int size) {
        String record = large(id, size, "\u0001");
        return record.substring(0, record.lastIndexOf("<subfield"));
    }

    private static List<String> sound(int count) {
        return Collections.nCopies(count, marc("b", "Havet"));
    }

    private static void check(String before, String damaged, int soundAfter) {
        List<String> records = new ArrayList<>(List.of(before, damaged));
        records.addAll(sound(soundAfter));
        Outcome outcome = split(page(records.toArray(String[]::new)));
        String sizes = before.length() + " and " + damaged.length() + " characters";
        assertThat(outcome.stopped()).as(sizes).isNull();
        assertThat(outcome.complete()).as(sizes).isTrue();
        assertThat(outcome.soundTexts()).as(sizes).hasSize(soundAfter + 1);
        assertThat(outcome.records()).as(sizes).hasSize(soundAfter + 2);
        assertThat(new String(outcome.records().get(1).bytes(), StandardCharsets.UTF_8).length())
                .as(sizes)
                .isEqualTo(damaged.length());
    }

    @Test
    void setsAsideOneWithAControlCharacterNearItsStart() {
        check(marc("b1", "Havet"), large("b2", 290_000, "\u0001"), 1);
        for (int size = CHUNK / 2; size < 10 * CHUNK; size += 4_999) {
            check(marc("b1", "Havet"), large("b2", size, "\u0001"), 1);
        }
    }

    @Test
    void setsAsideOneThatLostItsEndAndNoneOfThoseAfterIt() {
        check(large("b1", 80_000, ""), endless("b2", 150_000), 9);
        for (int first = 0; first < 6 * CHUNK; first += 39_989) {
            for (int size = CHUNK / 2; size < 6 * CHUNK; size += 19_991) {
                check(large("b1", first, ""), endless("b2", size), 9);
            }
        }
    }

    @Test
    void findsTheNextRecordAlthoughABufferEndsInItsName() {
        // The first fill of the buffer has one chunk, so its end falls into every place of the tag.
        int start = page(marc("b1", "Havet"), endless("b2", 0)).length() - Pages.END.length();
        for (int shift = -20; shift < 20; shift++) {
            String filler = "x".repeat(CHUNK - start - 40 + shift);
            check(marc("b1", filler), endless("b2", 0), 9);
        }
    }
}
