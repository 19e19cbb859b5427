package org.bokbuss.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.workspace.HeaderSpy;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing in an answer steers the bus. */
class HostileAnswersTest {
    @TempDir
    Path folder;

    @Test
    void headersOfAnAnswerStayOutside() {
        HeaderSpy.begin();
        try (Sandbox libris = Sandbox.with()
                .bibs(20)
                .pageSize(10)
                .fault("camel-headers*forever")
                .start()) {
            Workspace trip =
                    new Workspace(folder, libris.baseUrl()).route("set: bib, metadataPrefix: jsonld", HeaderSpy.STEP);

            assertThat(trip.once().exit()).isZero();

            assertThat(trip.subjects()).hasSize(20).allMatch(subject -> subject.startsWith("https://libris.kb.se/"));
            assertThat(HeaderSpy.headers())
                    .containsExactlyInAnyOrder(
                            "Bokbuss-agent",
                            "CamelCloudEventAgent",
                            "CamelCloudEventSets",
                            "Bokbuss-sets",
                            "BokbussPipeline",
                            "CamelCloudEventDataContentType",
                            "CamelCloudEventID",
                            "CamelCloudEventSource",
                            "CamelCloudEventSubject",
                            "CamelCloudEventTime",
                            "CamelCloudEventType",
                            "CamelCloudEventVersion");
            assertThat(trip.events())
                    .noneMatch(event -> event.path("agent").asText().equals("hostile"));
        }
    }

    @Test
    void aRedirectIsNamedAndNotFollowed() {
        try (Sandbox elsewhere = Sandbox.with().bibs(20).start();
                Sandbox libris = Sandbox.with()
                        .bibs(20)
                        .pageSize(10)
                        .fault("redirect=" + elsewhere.oaiPmh() + "?verb=Identify@2")
                        .start()) {
            Workspace trip = new Workspace(folder, libris.baseUrl()).route("set: bib, metadataPrefix: jsonld");

            Workspace.Result result = trip.once();

            assertThat(result.exit()).isEqualTo(4);
            assertThat(result.complaints())
                    .singleElement()
                    .asString()
                    .contains("302", elsewhere.oaiPmh().toString(), "not followed");
            assertThat(elsewhere.requests()).isEmpty();
            assertThat(trip.once().exit()).isZero();
            assertThat(trip.subjects()).hasSize(20);
        }
    }
}
