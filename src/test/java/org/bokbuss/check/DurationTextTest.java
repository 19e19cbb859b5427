package org.bokbuss.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.apache.camel.util.TimeUtils;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {

    @ParameterizedTest
    @CsvSource({"2m,PT2M", "30s,PT30S", "1h30m,PT1H30M", "1d,PT24H", "500ms,PT0.5S", "0s,PT0S", "1500,PT1.5S"})
    void readsAsCamelDoes(String text, Duration duration) {
        assertThat(DurationText.parse(text)).isEqualTo(duration);
        assertThat(TimeUtils.toMilliSeconds(text)).isEqualTo(duration.toMillis());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT2M", "P1DT2H"})
    void readsTheStandardForm(String text) {
        assertThat(DurationText.parse(text)).isEqualTo(Duration.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "ten", "2 m", "2m ", "-2m", "-5", "PT-2M", "2min", "m", "1.5h", "30s1h", "9999999999h"})
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> DurationText.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is not a duration");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "500", "-5"})
    void aSettingOrParameterSaysItsUnit(String text) {
        assertThat(ValueKind.DURATION.unmetBy(text)).contains("a duration with its unit: write for example 2m");
        assertThatThrownBy(() -> Settings.duration("http.timeout", text))
                .isInstanceOf(UserError.class)
                .hasMessage("http.timeout=" + text + " has no unit; write it like 30s, 2m or 1h30m");
    }

    @Test
    void zeroNeedsNoUnit() {
        assertThat(ValueKind.DURATION.unmetBy("0")).isEmpty();
        assertThat(Settings.duration("http.timeout", "0")).isZero();
    }
}
