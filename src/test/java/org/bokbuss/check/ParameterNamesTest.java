package org.bokbuss.check;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.bokbuss.config.UserError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parameters of the kamelets, in a Camel context that knows nothing of the program's checks. */
class ParameterNamesTest {
    @TempDir
    Path folder;

    private final CamelContext context = new DefaultCamelContext();

    @AfterEach
    void stop() {
        context.stop();
    }

    private void start(String from, String to) throws Exception {
        Properties settings = new Properties();
        settings.put("state.url", "jdbc:sqlite:" + folder.resolve("state.db"));
        context.getPropertiesComponent().setInitialProperties(settings);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(from).routeId("p").autoStartup(false).to(to);
            }
        });
        context.start();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "kamelet:libris-oaipmh-source?pipeline=p&sett=hold:S; log:x; sett; libris-oaipmh-source; set",
                "direct:x; kamelet:record-file-sink?directory=out&formt=marc; formt; record-file-sink; format",
                "direct:x; kamelet:record-file-sink/mine?directori=out; directori; record-file-sink; directory"
            })
    void aMisspeltParameterIsRefusedByName(String from, String to, String written, String kamelet, String meant) {
        assertThatThrownBy(() -> start(from, to))
                .hasRootCauseInstanceOf(UserError.class)
                .hasRootCauseMessage(
                        "unknown parameter '%s' of %s; did you mean '%s'?".formatted(written, kamelet, meant));
    }

    @Test
    void whatCamelTakesBesideThemIsNotRefused() {
        context.getPropertiesComponent().addInitialProperty("camel.kamelet.record-file-sink.mine.format", "marc");
        assertThatCode(() -> start(
                        "kamelet:libris-oaipmh-source/here?pipeline=p&set=hold:S&bridgeErrorHandler=true",
                        "kamelet:record-file-sink?directory=out&noErrorHandler=false"))
                .doesNotThrowAnyException();
    }

    @Test
    void aTeamsKameletOfTheSameNameHasItsOwn() throws Exception {
        Files.writeString(folder.resolve("record-file-sink.kamelet.yaml"), """
            apiVersion: camel.apache.org/v1
            kind: Kamelet
            metadata:
              name: record-file-sink
            spec:
              definition:
                properties:
                  colour:
                    type: string
              template:
                from:
                  uri: kamelet:source
                  steps:
                    - log: "{{colour}}"
            """);
        assertThatCode(() -> start(
                        "direct:x",
                        "kamelet:record-file-sink?colour=red&location=file:" + folder + ",classpath:kamelets"))
                .doesNotThrowAnyException();
    }
}
