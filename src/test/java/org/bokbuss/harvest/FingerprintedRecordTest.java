package org.bokbuss.harvest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What recognises a record when it comes again. */
class FingerprintedRecordTest {
    private static FingerprintedRecord candidate(String body, boolean deleted, String occurrence) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new FingerprintedRecord(
                new LibraryRecord("s", deleted, null, "t", bytes, Map.of(), bytes, 0, null, occurrence), 0);
    }

    @Test
    void theSameHappeningIsOneInWhateverWords() {
        FingerprintedRecord one = candidate("Create", false, "at ten");
        FingerprintedRecord again = candidate("Update", false, "at ten");

        assertThat(again.mark()).isEqualTo(one.mark());
        assertThat(again.eventId()).isEqualTo(one.eventId());
    }

    @Test
    void happeningsAreToldApart() {
        FingerprintedRecord one = candidate("Update", false, "at ten");
        FingerprintedRecord other = candidate("Update", false, "at eleven");

        assertThat(other.mark().record()).isNotEqualTo(one.mark().record());
        assertThat(other.eventId()).isNotEqualTo(one.eventId());
    }

    @Test
    void withoutHappeningsTheContentCounts() {
        assertThat(candidate("new", false, null).mark().record())
                .isEqualTo(candidate("old", false, null).mark().record());
        assertThat(candidate("new", false, null).mark().content())
                .isNotEqualTo(candidate("old", false, null).mark().content());
        assertThat(candidate("", true, null).mark().content())
                .isNotEqualTo(candidate("", false, null).mark().content());
    }

    private static long contentAt(String time, String body, boolean deleted) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new FingerprintedRecord(
                        new LibraryRecord("s", deleted, time, "t", bytes, Map.of(), bytes, 0, null, null), 0)
                .mark()
                .content();
    }

    @Test
    void withoutABodyTheDateTellsOfAChange() {
        assertThat(contentAt("2026-01-02", "", false)).isNotEqualTo(contentAt("2026-01-01", "", false));
        assertThat(contentAt("2026-01-02", "body", false)).isEqualTo(contentAt("2026-01-01", "body", false));
        assertThat(contentAt("2026-01-02", "", true)).isEqualTo(contentAt("2026-01-01", "", true));
    }
}
