package org.bokbuss.libris.search;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose fault a diagnostic tells of. */
class SruTest {
    @ParameterizedTest
    @CsvSource({"1, true", "2, true", "4, false", "7, false", "10, false", "16, false", "21, false"})
    void theServersTroubleIsNoMistakeInTheQuery(int number, boolean server) {
        assertThat(Sru.isOfTheServer(
                        "<diagnostics><diagnostic><uri>info:srw/diagnostic/1/" + number + "</uri><message>m</message>"))
                .isEqualTo(server);
    }
}
