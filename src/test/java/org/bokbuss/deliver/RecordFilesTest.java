package org.bokbuss.deliver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.bokbuss.config.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordFilesTest {
    @TempDir
    Path folder;

    private RecordFiles sink(String format) {
        RecordFiles sink = new RecordFiles();
        sink.setDirectory(folder.toString());
        sink.setFormat(format);
        return sink;
    }

    private static Exchange record(String type, String mediaType, String body) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        Message message = exchange.getMessage();
        message.setHeader("CamelCloudEventID", "1");
        message.setHeader("CamelCloudEventSource", "https://libris.kb.se");
        message.setHeader("CamelCloudEventType", type);
        message.setHeader("CamelCloudEventSubject", "x1");
        message.setHeader("CamelCloudEventDataContentType", mediaType);
        message.setBody(body.getBytes(UTF_8));
        return exchange;
    }

    private List<String> names() throws Exception {
        try (var files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/ld+json",
                "application/activity+json",
                "application/marc",
                "application/marcxml+xml",
                "application/rdf+xml",
                "text/turtle",
                "text/plain"
            })
    void aDeletionTakesTheFileAwayWhateverTypeItHad(String written) throws Exception {
        RecordFiles sink = sink("single");
        sink.write(record("bokbuss.record.changed", written, "{}"));
        assertThat(names()).hasSize(1);

        sink.write(record("bokbuss.record.deleted", "application/marcxml+xml", ""));

        assertThat(names()).singleElement().asString().endsWith(".deleted.json");
    }

    @Test
    void aRecordThatComesBackTakesItsDeletionAway() throws Exception {
        RecordFiles sink = sink("single");
        sink.write(record("bokbuss.record.deleted", "application/marcxml+xml", ""));

        sink.write(record("bokbuss.record.changed", "application/json", "{}"));

        assertThat(names()).singleElement().asString().endsWith("x1.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"CamelCloudEventID", "CamelCloudEventSource", "CamelCloudEventType", "CamelCloudEventSubject"})
    void anEventWithoutWhatItNeedsIsRefused(String header) throws Exception {
        Exchange exchange = record("bokbuss.record.changed", "application/json", "{}");
        exchange.getMessage().removeHeader(header);

        assertThatThrownBy(() -> sink("cloudevents").write(exchange))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("record-file-sink: a message without " + header);
        assertThat(names()).isEmpty();
    }
}
