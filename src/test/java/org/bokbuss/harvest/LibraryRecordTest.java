package org.bokbuss.harvest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LibraryRecordTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-02-29T23:59:59Z",
                "2024-02-29T23:59:59.120Z",
                "2024-02-29T23:59:59.1234567890Z",
                "2024-02-29T00:00:00+00:00",
                "2024-02-29T00:00:00-00:00",
                "2024-02-29T00:00:00+23:59"
            })
    void aTimeStaysAsItIsWritten(String time) {
        assertThat(LibraryRecord.rfc3339(time)).isEqualTo(time);
    }

    @Test
    void leftOutSecondsAreFilledIn() {
        assertThat(LibraryRecord.rfc3339("2024-02-29T23:59Z")).isEqualTo("2024-02-29T23:59:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000-00-00T00:00:00Z",
                "2024-02-30T12:00:00Z",
                "2023-02-29T12:00:00Z",
                "2024-13-01T12:00:00Z",
                "2024-01-32T12:00:00Z",
                "2024-01-01T29:00:00Z",
                "2024-01-01T24:00:00Z",
                "2024-01-01T12:00:00+24:00",
                "2024-01-01",
                "+12024-01-01T12:00:00Z",
                "-0001-01-01T12:00:00Z",
                "2024-01-01T12:00:00+01:00:30",
                "2024-01-01T12:00:00+0000"
            })
    void whatIsNoTimeIsLeftOut(String time) {
        assertThat(LibraryRecord.rfc3339(time)).isNull();
    }
}
