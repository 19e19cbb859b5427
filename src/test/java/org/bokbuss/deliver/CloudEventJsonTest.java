package org.bokbuss.deliver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventJsonTest {
    private static CloudEvent event(String body) throws Exception {
        Message message = new DefaultExchange(new DefaultCamelContext()).getMessage();
        message.setHeader("CamelCloudEventID", "1");
        message.setHeader("CamelCloudEventSource", "https://libris.kb.se");
        message.setHeader("CamelCloudEventType", "bokbuss.record.changed");
        message.setHeader("CamelCloudEventSubject", "https://libris.kb.se/x");
        message.setHeader("CamelCloudEventDataContentType", "application/json");
        message.setBody(body.getBytes(UTF_8));
        return CloudEvent.of(message, "test");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.1234567890123456789",
                "1e400",
                "1.10",
                "-0.0",
                "1E-7",
                "123456789012345678901234567890",
                "[1.10,[2.50],{\"a\":{\"b\":1e2}},[],{},true,null,\"1.10\"]"
            })
    void valuesStayAsTheyAreWritten(String value) throws Exception {
        String line = new String(CloudEventJson.of(event("{\"n\": " + value + ",\n \"m\": \"å\"}")), UTF_8);

        assertThat(line).endsWith("\"data\":{\"n\":" + value + ",\"m\":\"å\"}}");
    }

    @Test
    void aBareNumberStaysAsItIsWritten() throws Exception {
        assertThat(new String(CloudEventJson.of(event("1.10")), UTF_8)).endsWith("\"data\":1.10}");
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "{\"a\": 1.10", "{} {}", "[1.10]]", "NaN", "01"})
    void whatIsNoJsonIsRefused(String body) throws Exception {
        CloudEvent event = event(body);
        assertThatThrownBy(() -> CloudEventJson.of(event))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no JSON");
    }
}
