package org.bokbuss.harvest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bokbuss.state.LedgerRow;
import org.bokbuss.state.WindowKind;
import org.bokbuss.state.WindowState;
import org.junit.jupiter.api.Test;

class VolumeCheckTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void farFewerThanUsualIsTold() {
        List<LedgerRow> rows = hours(500, 480, 530, 45);

        assertThat(VolumeCheck.of(rows)).hasValueSatisfying(sentence -> assertThat(sentence)
                .contains("45 records", "about 500 were to be expected"));
    }

    @Test
    void somewhatFewerIsNot() {
        assertThat(VolumeCheck.of(hours(500, 480, 530, 51))).isEmpty();
    }

    @Test
    void whereLittleIsUsualNothingIsTold() {
        assertThat(VolumeCheck.of(hours(40, 30, 49, 0))).isEmpty();
    }

    @Test
    void aFirstWindowHasNothingToBeComparedWith() {
        assertThat(VolumeCheck.of(hours(0))).isEmpty();
    }

    @Test
    void aShortWindowBringsLess() {
        List<LedgerRow> rows = new ArrayList<>(hours(500, 480, 530));
        rows.add(row(NOON, Duration.ofMinutes(5), 20));

        assertThat(VolumeCheck.of(rows)).isEmpty();
    }

    private static List<LedgerRow> hours(int... counts) {
        List<LedgerRow> rows = new ArrayList<>();
        for (int count : counts) {
            rows.add(row(NOON, Duration.ofHours(1), count));
        }
        return rows;
    }

    private static LedgerRow row(Instant from, Duration width, long records) {
        return new LedgerRow(
                1,
                "p",
                WindowKind.LIVE,
                from,
                from.plus(width),
                WindowState.COMPLETE,
                from,
                from,
                1,
                1,
                1,
                records,
                0,
                0,
                0,
                null,
                null);
    }
}
