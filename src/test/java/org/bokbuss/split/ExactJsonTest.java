package org.bokbuss.split;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON that is to be written again comes out as it came in. */
class ExactJsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":[1.10,0.1234567890123456789,1e400,1e999999999,-0,-0.0,123456789012345678901234567890]}",
                "[true,false,null,\"å\\n1.10\",{},[]]",
                "1E+2"
            })
    void isWrittenAsItWasRead(String json) throws Exception {
        assertThat(ExactJson.read(json.getBytes(UTF_8))).hasToString(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n", "[1", "{\"a\":"})
    void isNamedWhereThereIsNone(String nothing) {
        assertThatThrownBy(() -> ExactJson.read(nothing.getBytes(UTF_8))).isInstanceOf(IOException.class);
    }
}
