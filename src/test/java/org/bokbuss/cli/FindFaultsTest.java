package org.bokbuss.cli;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;

/** Search in Libris: 80 hits on 8 pages, something goes wrong at the fifth. */
class FindFaultsTest extends FaultTable {
    @Override
    String source() {
        return "libris-find-source";
    }

    @Override
    int records() {
        return 80;
    }

    @Override
    Sandbox sandbox() {
        return Sandbox.with().bibs(84).pageSize(10).start();
    }

    @Override
    Workspace trip(Path folder, Sandbox sandbox) {
        return new Workspace(folder, sandbox.baseUrl()).source(source()).route("query: '@type=Instance'", FailingStep.STEP);
    }

    @Override
    Stream<Row> rows() {
        return Stream.concat(
                anywhere("@5", 40),
                Stream.of(
                        recovered("page without hits, though it promises some", "no-records@5"),
                        recovered("the link to the next page leads back", "same-token@5*forever"),
                        recovered("the link to the next page names another host", "elsewhere@5*forever")));
    }
}
