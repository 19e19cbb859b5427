package org.bokbuss.routetest;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bokbuss.config.Finding;

/**
 * One test of a route.
 *
 * @param line where it begins in its file
 * @param pipeline the pipeline, or the id of a route that begins elsewhere than at a source kamelet
 * @param from where that route begins; empty where the test does not say
 * @param settings of the configuration, for this test
 * @param records what the route is given; empty where its source asks the sandbox
 * @param calls answers of other systems to the route's own steps
 * @param messages what is to come out, and nothing else
 * @param refused the records that are refused, and no others
 * @param stopped a part of the sentence with which the run stops before its end; empty if it is to be complete
 */
public record RouteTest(
        Path file,
        int line,
        String name,
        String pipeline,
        Optional<String> from,
        Map<String, String> settings,
        List<GivenRecord> records,
        Optional<GivenSandbox> sandbox,
        List<CallAnswer> calls,
        List<ExpectedMessage> messages,
        List<Refusal> refused,
        Optional<String> stopped) {

    /** Where it stands, {@code file:line}. */
    public String place() {
        return Finding.place(file, line);
    }
}
