package org.bokbuss.boknett;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.workspace.FailingStep;
import org.bokbuss.workspace.FaultTable;
import org.bokbuss.workspace.Workspace;

/** Boknett's inventory: 80 titles on 8 pages and an empty one, something goes wrong at the fifth. */
class BoknettFaultsTest extends FaultTable {
    @Override
    public String source() {
        return "boknett-inventory-source";
    }

    @Override
    public int records() {
        return 80;
    }

    @Override
    public Sandbox sandbox() {
        return Sandbox.with().titles(80).start();
    }

    @Override
    public Workspace trip(Path folder, Sandbox sandbox) {
        return BoknettInventoryTest.trip(folder, sandbox).route("pageSize: 10", FailingStep.STEP);
    }

    @Override
    public Stream<Row> rows() {
        return Stream.concat(
                anywhere("@5", 40),
                Stream.of(
                        recovered("401 in mid-run: a new token", "401@5"),
                        recovered("413: a smaller page", "413@5"),
                        recovered("the cursor is refused with 400", "bad-token@5"),
                        recovered("the cursor is refused with 410", "410@5"),
                        recovered("DOCTYPE with entities", "doctype@5"),
                        Row.inSteps(
                                "a step of yours fails once",
                                call -> call == 45 ? new IllegalStateException("a defect") : null,
                                80,
                                0)));
    }
}
