package org.bokbuss.cli;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;

/** The feed of changes: 84 of them on 9 pages, something goes wrong at the fifth that is asked for. */
class ChangesFaultsTest extends FaultTable {
    @Override
    String source() {
        return "libris-changes-source";
    }

    @Override
    int records() {
        return 84;
    }

    @Override
    Sandbox sandbox() {
        return Sandbox.with().bibs(36).pageSize(10).start();
    }

    @Override
    Workspace trip(Path folder, Sandbox sandbox) {
        return new Workspace(folder, sandbox.baseUrl()).source(source()).route("types: ''", FailingStep.STEP);
    }

    @Override
    Stream<Row> rows() {
        return Stream.concat(
                anywhere("@5", 0),
                Stream.of(
                        recovered("`next` is the page itself", "same-token@5"),
                        recovered("every `next` is the page itself", "same-token*forever"),
                        recovered("links name another host", "other-host@5")));
    }
}
