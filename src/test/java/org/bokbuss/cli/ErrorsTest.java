package org.bokbuss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.workspace.Collapsing;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Java throws as an Error ends the run in order, and is named. */
class ErrorsTest {
    private static final String BEAN = "- bean: { beanType: org.bokbuss.workspace.Collapsing, method: process }";

    @TempDir
    Path folder;

    static Stream<Error> errors() {
        return Stream.of(
                new NoClassDefFoundError("org/example/Missing"),
                new StackOverflowError(),
                new AssertionError("cannot be"),
                new ExceptionInInitializerError("broken"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void inAStep(Error error) {
        ends(error, BEAN);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void inAProcessor(Error error) {
        ends(error, "- process: { ref: '#class:org.bokbuss.workspace.Collapsing' }");
    }

    @ParameterizedTest
    @MethodSource("errors")
    void inASplit(Error error) {
        ends(error, """
            - split:
                method: { beanType: org.bokbuss.workspace.Collapsing, method: pieces }
                streaming: true
                steps: [ { log: x } ]
            """);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void behindAQueue(Error error) {
        ends(error, "- to: 'seda:later'");
    }

    private void ends(Error error, String step) {
        Collapsing.with(error);
        try (Sandbox libris = Sandbox.with().bibs(30).pageSize(10).start()) {
            Workspace trip = new Workspace(folder, libris.baseUrl()).route("set: bib, metadataPrefix: jsonld", step);
            if (step.contains("seda")) {
                trip.file("routes/later.camel.yaml", """
                    - route:
                        id: later
                        from:
                          uri: "seda:later"
                          steps:
                            %s
                    """.formatted(BEAN));
            }

            Workspace.Result result = trip.once();

            assertThat(result.exit()).isIn(1, 4);
            assertThat(result.err()).contains(error.getClass().getSimpleName()).doesNotContain("\tat org.");
            try (var state = trip.state()) {
                assertThat(state.leases().holder("p"))
                        .as("the lease is given back")
                        .isEmpty();
                assertThat(state.positions().of("p").orElseThrow().lastError())
                        .contains(error.getClass().getSimpleName());
            }
        }
    }
}
