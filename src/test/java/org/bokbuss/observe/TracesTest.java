package org.bokbuss.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.workspace.Collector;
import org.bokbuss.workspace.Program;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces arrive at a collector, if one is named. */
class TracesTest {
    @TempDir
    Path folder;

    @Test
    void aRunIsATraceOfItsRequestsAndDeliveries() {
        try (Collector collector = new Collector();
                Sandbox libris =
                        Sandbox.with().bibs(30).pageSize(10).fault("503@2").start()) {
            Workspace trip = new Workspace(folder, libris.baseUrl())
                    .route("set: bib")
                    .with("otel.endpoint", collector.address().toString());

            assertThat(trip.once().exit()).isZero();

            Span run = only(collector, "harvest p");
            assertThat(run.getParentSpanId().isEmpty()).isTrue();
            assertThat(attributes(run))
                    .containsEntry("bokbuss.pipeline", "p")
                    .containsEntry("bokbuss.outcome", "complete")
                    .containsEntry("bokbuss.records", "30");
            assertThat(named(collector, "GET"))
                    .hasSize(libris.requests().size() - 1)
                    .allMatch(
                            request -> attributes(request).get("url.full").startsWith(libris.baseUrl() + "/api/oaipmh"))
                    .allMatch(request ->
                            attributes(request).get("http.response.status_code").equals("200"))
                    .anyMatch(request -> request.getEventsList().toString().contains("status 503"));
            assertThat(named(collector, "deliver")).hasSizeGreaterThan(2);
            assertThat(named(collector, "deliver").stream()
                            .mapToInt(each -> Integer.parseInt(attributes(each).get("bokbuss.records")))
                            .sum())
                    .isEqualTo(30);
            assertThat(collector.spans())
                    .filteredOn(span -> span != run)
                    .allMatch(span -> span.getParentSpanId().equals(run.getSpanId()))
                    .allMatch(span -> span.getTraceId().equals(run.getTraceId()));
        }
    }

    @Test
    void aRunThatStopsSaysWhy() {
        try (Collector collector = new Collector();
                Sandbox libris = Sandbox.with().bibs(30).fault("403@1").start()) {
            Workspace trip = new Workspace(folder, libris.baseUrl()).route("set: bib");
            Map<String, String> standard = Map.of(
                    "OTEL_EXPORTER_OTLP_ENDPOINT", collector.address().toString(), "OTEL_SERVICE_NAME", "our-bus");
            try (Program program = new Program(folder, standard, trip.arguments("once", "p"))) {
                assertThat(program.exit()).as(program.err()).isEqualTo(4);
            }

            assertThat(only(collector, "harvest p").getStatus().getCode())
                    .isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
            assertThat(only(collector, "harvest p").getStatus().getMessage()).contains("status 403");
            assertThat(only(collector, "GET").getStatus().getMessage()).contains("status 403");
            assertThat(collector.toString()).contains("our-bus");
        }
    }

    @Test
    void aCollectorThatIsAwayCostsALineInTheLog() {
        try (Sandbox libris = Sandbox.with().bibs(30).start()) {
            Workspace trip = new Workspace(folder, libris.baseUrl())
                    .route("set: bib")
                    .with("otel.endpoint", "http://127.0.0.1:1");

            Workspace.Result result = trip.once();

            assertThat(result.exit()).isZero();
            assertThat(result.err()).contains("WARN  the last traces are lost");
            assertThat(result.complaints()).isEmpty();
        }
    }

    private static Span only(Collector collector, String name) {
        assertThat(named(collector, name)).hasSize(1);
        return named(collector, name).get(0);
    }

    private static List<Span> named(Collector collector, String name) {
        return collector.spans().stream()
                .filter(span -> span.getName().equals(name))
                .toList();
    }

    private static Map<String, String> attributes(Span span) {
        return span.getAttributesList().stream()
                .collect(java.util.stream.Collectors.toMap(
                        each -> each.getKey(),
                        each -> each.getValue().hasIntValue()
                                ? String.valueOf(each.getValue().getIntValue())
                                : each.getValue().getStringValue()));
    }
}
