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
    Trip trip(Path folder, Sandbox sandbox) {
        return new Trip(folder, sandbox.baseUrl()).source(source()).route("types: ''", Stumbling.STEP);
    }

    @Override
    Stream<Row> rows() {
        return Stream.of(
                recovered("503, Retry-After in seconds", "503=1@5"),
                recovered("429", "429@5"),
                recovered("500 once", "500@5"),
                recovered("empty 200", "empty@5"),
                recovered("HTML with 200", "html@5"),
                recovered("`next` is the page itself", "same-token@5"),
                recovered("every `next` is the page itself", "same-token*forever"),
                recovered("links name another host", "other-host@5"),
                recovered("an activity twice", "duplicate@5"),
                Row.of("control character in an activity", "control@5", 83, 1, 3),
                Row.of("invalid UTF-8 in an activity", "bad-utf8@5", 83, 1, 3),
                Row.of("an activity that is broken JSON", "bad-record@5", 83, 1, 3),
                recovered("JSON cut, lengths agree", "cut@5"),
                recovered("cut short of Content-Length", "short@5"),
                recovered("chunked answer without its end", "chunk-cut@5"),
                recovered("connection reset", "reset@5"),
                recovered("gzip cut", "gzip-cut@5"),
                recovered("no Date header", "no-date@5"),
                Row.inSteps("the sink fails once", call -> call == 45 ? Stumbling.outage() : null, 84, 0),
                Row.inSteps("the sink is away", call -> Stumbling.outage(), 0, 4),
                Row.of("503 for ever", "503@5*forever", 0, 0, 4),
                Row.of("403", "403@5*forever", 0, 0, 4));
    }
}
