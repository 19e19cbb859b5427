package org.bokbuss.harvest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.bokbuss.config.UserError;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.state.PipelineRow;
import org.bokbuss.state.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kamelets in a Camel context that somebody else made, as in an ESB: the jar on its class path, and nothing else. */
class PlainContextTest {
    @TempDir
    Path folder;

    private final CamelContext context = new DefaultCamelContext();

    @AfterEach
    void stop() {
        context.stop();
    }

    private void start(Sandbox libris, String steps) throws Exception {
        Properties settings = new Properties();
        settings.put("libris.base-url", libris.baseUrl().toString());
        settings.put("state.url", url());
        settings.put("state.spool", folder.resolve("spool").toString());
        settings.put("deliver.retry.delay", "20ms");
        settings.put("harvest.settle", "0s");
        context.getPropertiesComponent().setInitialProperties(settings);
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(ResourceHelper.fromString("p.camel.yaml", """
            - route:
                id: p
                from:
                  uri: kamelet:libris-oaipmh-source
                  parameters: { pipeline: p, set: bib, metadataPrefix: jsonld, schedule: "* * * * * ?" }
                  steps:
            %s
            - route:
                id: later
                from:
                  uri: "seda:later"
                  steps:
                    - filter:
                        simple: "${header.CamelCloudEventSubject} regex '.*[0-9b-k]'"
                        steps: [ throwException: { exceptionType: java.lang.IllegalStateException, message: "not this one" } ]
            """.formatted(steps.indent(8))));
        context.start();
    }

    private String url() {
        return "jdbc:sqlite:" + folder.resolve("state/bokbuss.db");
    }

    private static final String BATCH = """
        - aggregate:
            correlationExpression: { constant: "all" }
            aggregationStrategy: "#class:org.apache.camel.processor.aggregate.GroupedExchangeAggregationStrategy"
            completionSize: 4
            steps: [ throwException: { exceptionType: java.io.IOException, message: "away" } ]""";

    @Test
    void aQueueIsWaitedFor() throws Exception {
        try (Sandbox libris = Sandbox.with().bibs(30).pageSize(10).start()) {
            start(libris, "- to: 'seda:later'");
            await().atMost(Duration.ofSeconds(30)).until(() -> row() != null && row().lastComplete() != null);

            assertThat(row().quarantined()).as("refused behind the queue").isPositive();
        }
    }

    @Test
    void aBatchIsWaitedFor() throws Exception {
        try (Sandbox libris = Sandbox.with().bibs(30).pageSize(10).start()) {
            start(libris, BATCH);
            await().atMost(Duration.ofSeconds(30)).until(() -> row() != null && row().lastError() != null);

            assertThat(row().lastError()).contains("away");
            assertThat(row().records()).isZero();
        }
    }

    @Test
    void aContextThatDoesNotFollowRecordsIsRefusedByName() {
        context.build();
        context.getCamelContextExtension().getInterceptStrategies().clear();
        try (Sandbox libris = Sandbox.with().bibs(1).start()) {
            assertThatThrownBy(() -> start(libris, "- log: '${body}'"))
                    .hasRootCauseInstanceOf(UserError.class)
                    .rootCause()
                    .hasMessageContaining("Camel " + context.getVersion() + " has not loaded");
        }
    }

    @Test
    void aStateThatCannotBeOpenedIsToldAtEachTick() throws Exception {
        Files.writeString(folder.resolve("state"), "in the way");
        List<String> told = new CopyOnWriteArrayList<>();
        Logger log = (Logger) LogManager.getLogger(Pipeline.class);
        Appender appender = new AbstractAppender("told", null, null, false, null) {
            @Override
            public void append(LogEvent event) {
                told.add(event.getMessage().getFormattedMessage());
            }
        };
        appender.start();
        log.addAppender(appender);
        try (Sandbox libris = Sandbox.with().bibs(30).pageSize(10).start()) {
            start(libris, "- log: '${body}'");
            await().atMost(Duration.ofSeconds(30)).until(() -> told.size() > 1);
            assertThat(told).allSatisfy(line -> assertThat(line)
                    .startsWith("p: the run cannot begin: state.url: ")
                    .contains("cannot be made")
                    .doesNotContain("\n"));

            Files.delete(folder.resolve("state"));
            await().atMost(Duration.ofSeconds(30)).until(() -> row() != null && row().lastComplete() != null);
            assertThat(row().records()).isEqualTo(30);
        } finally {
            log.removeAppender(appender);
        }
    }

    private PipelineRow row() {
        try (State state = State.open(url())) {
            return state.positions().of("p").orElse(null);
        }
    }
}
