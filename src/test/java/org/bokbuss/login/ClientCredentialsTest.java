package org.bokbuss.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.bokbuss.fetch.SourceFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a login service answers, odd answers among it. */
class ClientCredentialsTest {
    private static final URI LOGIN = URI.create("http://login.example/token");

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    @ParameterizedTest
    @CsvSource({
        "3600, 3540",
        "'\"3600\"', 3540",
        "120, 60",
        "60, 30",
        "2, 1",
        "0, 30",
        "-1, 30",
        "null, 30",
        "9223372036854775807, 86340"
    })
    void aTokenIsShownForASensibleTime(String expiresIn, long seconds) throws IOException {
        assertThat(ClientCredentials.freshFor(json("{\"expires_in\":" + expiresIn + "}")))
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void soIsOneWhoseLifeIsNotTold() throws IOException {
        assertThat(ClientCredentials.freshFor(json("{}"))).isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "12", "true", "{}", "[]", "\"a b\""})
    void whatIsNoTokenIsNotShown(String token) throws IOException {
        JsonNode said = json("{\"access_token\":" + token + "}");

        assertThatThrownBy(() -> ClientCredentials.tokenOf(said, LOGIN))
                .isInstanceOfSatisfying(SourceFailure.class, refused -> assertThat(refused.kind())
                        .isEqualTo(SourceFailure.Kind.PERMANENT))
                .hasMessageContaining("holds no access_token");
    }
}
