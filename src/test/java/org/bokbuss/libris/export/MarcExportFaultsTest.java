package org.bokbuss.libris.export;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.workspace.FailingStep;
import org.bokbuss.workspace.FaultTable;
import org.bokbuss.workspace.Workspace;

/** MARC export: all records of a library in one answer, MARCXML with the list of deletions behind it. */
class MarcExportFaultsTest extends FaultTable {
    @Override
    public String source() {
        return "libris-marc-export-source";
    }

    @Override
    public int records() {
        return 80;
    }

    @Override
    public Sandbox sandbox() {
        return Sandbox.with().bibs(80).start();
    }

    @Override
    public Workspace trip(Path folder, Sandbox sandbox) {
        return new Workspace(folder, sandbox.baseUrl())
                .source(source())
                .file("profile.properties", "locations=*\nformat=MARCXML\n")
                .route("deleted: append, profile: " + folder.resolve("profile.properties"), FailingStep.STEP);
    }

    @Override
    public Stream<Row> rows() {
        return Stream.concat(
                anywhere("", 0),
                Stream.of(
                        recovered("truncated, but the collection is closed", "incomplete=40"),
                        Row.of("a record Libris could not convert, silently omitted", "conversion", 79, 0, 0),
                        Row.of("400", "400*forever", 0, 0, 4)));
    }
}
