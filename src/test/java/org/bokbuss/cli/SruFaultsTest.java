package org.bokbuss.cli;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;

/** SRU: 80 hits on 8 pages, something goes wrong at the fifth. */
class SruFaultsTest extends FaultTable {
    @Override
    String source() {
        return "libris-sru-source";
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
        return new Workspace(folder, sandbox.baseUrl()).source(source()).route("query: '*'", FailingStep.STEP);
    }

    @Override
    Stream<Row> rows() {
        return Stream.concat(
                anywhere("@5", 40),
                Stream.of(
                        recovered("page without records, though it promises some", "no-records@5"),
                        Row.of("a hit whose record has vanished", "vanished@5", 79, 0, 0)));
    }
}
