package org.bokbuss.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {

    @ParameterizedTest
    @CsvSource({"set,set,0", "set,sets,1", "set,st,1", "set,sat,1", "set,ste,1", "'',set,3", "kitten,sitting,3"})
    void countsTheSlipsBetweenTwoWords(String one, String other, int slips) {
        assertThat(Suggestion.distance(one, other)).isEqualTo(slips);
        assertThat(Suggestion.distance(other, one)).isEqualTo(slips);
    }

    @Test
    void proposesTheNearest() {
        List<String> known = List.of("libris-find-source", "libris-oaipmh-source", "record-file-sink");

        assertThat(Suggestion.to("libris-oai-source", known)).contains("libris-oaipmh-source");
        assertThat(Suggestion.to("LIBRIS-FIND-SOURCE", known)).contains("libris-find-source");
        assertThat(Suggestion.to("bibdb-libraries-source", known)).isEmpty();
        assertThat(Suggestion.to("x", List.of("y"))).isEmpty();
    }
}
