package org.bokbuss.cli;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;

/** Boknett's inventory: 80 titles on 8 pages and an empty one, something goes wrong at the fifth. */
class BoknettFaultsTest extends FaultTable {
    @Override
    String source() {
        return "boknett-inventory-source";
    }

    @Override
    int records() {
        return 80;
    }

    @Override
    Sandbox sandbox() {
        return Sandbox.with().titles(80).start();
    }

    @Override
    Trip trip(Path folder, Sandbox sandbox) {
        return BoknettInventoryTest.trip(folder, sandbox).route("pageSize: 10", Stumbling.STEP);
    }

    @Override
    Stream<Row> rows() {
        return Stream.of(
                recovered("503, Retry-After in seconds", "503=1@5"),
                recovered("503, Retry-After as a date", "503=date:1@5"),
                recovered("429", "429@5"),
                recovered("500 once", "500@5"),
                recovered("401 in mid-run: a new token", "401@5"),
                recovered("413: a smaller page", "413@5"),
                recovered("empty 200", "empty@5"),
                recovered("HTML with 200", "html@5"),
                recovered("the cursor is refused with 400", "bad-token@5"),
                recovered("the cursor is refused with 410", "410@5"),
                Row.of("control character in an entry", "control@5", 79, 1, 3),
                Row.of("invalid UTF-8 in an entry", "bad-utf8@5", 79, 1, 3),
                Row.of("mismatched tags in an entry", "bad-record@5", 79, 1, 3),
                recovered("XML cut, lengths agree", "cut@5"),
                recovered("cut short of Content-Length", "short@5"),
                recovered("chunked answer without its end", "chunk-cut@5"),
                recovered("connection reset", "reset@5"),
                recovered("gzip", "gzip@5"),
                recovered("gzip cut", "gzip-cut@5"),
                recovered("DOCTYPE with entities", "doctype@5"),
                recovered("an entry twice", "duplicate@5"),
                recovered("no Date header", "no-date@5"),
                Row.inSteps("the sink fails once", call -> call == 45 ? Stumbling.outage() : null, 80, 0),
                Row.inSteps(
                        "a step of the team's own fails once",
                        call -> call == 45 ? new IllegalStateException("a defect") : null,
                        80,
                        0),
                Row.inSteps("the sink is away", call -> Stumbling.outage(), 0, 4),
                Row.of("503 for ever", "503@5*forever", 40, 0, 4),
                Row.of("403", "403@5*forever", 40, 0, 4));
    }
}
