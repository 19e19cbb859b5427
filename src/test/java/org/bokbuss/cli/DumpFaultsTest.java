package org.bokbuss.cli;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;

/** A dump: 76 bibs that live, on 8 pages; something goes wrong at the fifth. */
class DumpFaultsTest extends FaultTable {
    @Override
    String source() {
        return "libris-dump-source";
    }

    @Override
    int records() {
        return 76;
    }

    @Override
    Sandbox sandbox() {
        return Sandbox.with().bibs(80).pageSize(10).start();
    }

    @Override
    Workspace trip(Path folder, Sandbox sandbox) {
        return new Workspace(folder, sandbox.baseUrl()).source(source()).route("selection: 'type:Instance'", FailingStep.STEP);
    }

    @Override
    Stream<Row> rows() {
        return Stream.concat(
                anywhere("@5", 36),
                Stream.of(
                        recovered("the dump is made anew meanwhile", "new-dump@5"),
                        Row.of("the dump is made anew for ever", "new-dump@5*forever", 36, 0, 4),
                        Row.of("`next` is the page itself", "same-token@5*forever", 36, 0, 4),
                        recovered("links name another host", "other-host@5")));
    }
}
