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
    Trip trip(Path folder, Sandbox sandbox) {
        return new Trip(folder, sandbox.baseUrl()).source(source()).route("selection: 'type:Instance'", Stumbling.STEP);
    }

    @Override
    Stream<Row> rows() {
        return Stream.of(
                recovered("503, Retry-After in seconds", "503=1@5"),
                recovered("500 (the page is not made yet)", "500@5"),
                recovered("empty 200", "empty@5"),
                recovered("HTML with 200", "html@5"),
                recovered("the dump is made anew meanwhile", "new-dump@5"),
                Row.of("the dump is made anew for ever", "new-dump@5*forever", 36, 0, 4),
                Row.of("`next` is the page itself", "same-token@5*forever", 36, 0, 4),
                recovered("links name another host", "other-host@5"),
                recovered("a record twice", "duplicate@5"),
                Row.of("control character in a record", "control@5", 75, 1, 3),
                Row.of("invalid UTF-8 in a record", "bad-utf8@5", 75, 1, 3),
                Row.of("a record that is broken JSON", "bad-record@5", 75, 1, 3),
                recovered("JSON cut, lengths agree", "cut@5"),
                recovered("cut short of Content-Length", "short@5"),
                recovered("connection reset", "reset@5"),
                recovered("gzip cut", "gzip-cut@5"),
                Row.inSteps("the sink fails once", call -> call == 45 ? Stumbling.outage() : null, 76, 0),
                Row.inSteps("the sink is away", call -> Stumbling.outage(), 0, 4),
                Row.of("503 for ever", "503@5*forever", 36, 0, 4),
                Row.of("403", "403@5*forever", 36, 0, 4));
    }
}
