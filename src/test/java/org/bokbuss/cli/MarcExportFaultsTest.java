package org.bokbuss.cli;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;

/** MARC export: all records of a library in one answer, MARCXML with the list of deletions behind it. */
class MarcExportFaultsTest extends FaultTable {
    @Override
    String source() {
        return "libris-marc-export-source";
    }

    @Override
    int records() {
        return 80;
    }

    @Override
    Sandbox sandbox() {
        return Sandbox.with().bibs(80).start();
    }

    @Override
    Workspace trip(Path folder, Sandbox sandbox) {
        return new Workspace(folder, sandbox.baseUrl())
                .source(source())
                .file("profile.properties", "locations=*\nformat=MARCXML\n")
                .route("deleted: append, profile: " + folder.resolve("profile.properties"), FailingStep.STEP);
    }

    @Override
    Stream<Row> rows() {
        return Stream.concat(
                anywhere("", 0),
                Stream.of(
                        recovered("broken off, the collection closed all the same", "incomplete=40"),
                        Row.of("a record Libris could not convert: left out in silence", "conversion", 79, 0, 0),
                        Row.of("400", "400*forever", 0, 0, 4)));
    }
}
