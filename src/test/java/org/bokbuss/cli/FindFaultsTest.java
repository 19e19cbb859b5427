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
    Trip trip(Path folder, Sandbox sandbox) {
        return new Trip(folder, sandbox.baseUrl()).source(source()).route("query: '@type=Instance'", Stumbling.STEP);
    }

    @Override
    Stream<Row> rows() {
        return Stream.of(
                recovered("503, Retry-After in seconds", "503=1@5"),
                recovered("429", "429@5"),
                recovered("500 once", "500@5"),
                recovered("empty 200", "empty@5"),
                recovered("HTML with 200", "html@5"),
                recovered("page without hits, though it promises some", "no-records@5"),
                recovered("the link to the next page leads back", "same-token@5*forever"),
                recovered("the link to the next page names another host", "elsewhere@5*forever"),
                Row.of("control character in a record", "control@5", 79, 1, 3),
                Row.of("invalid UTF-8 in a record", "bad-utf8@5", 79, 1, 3),
                Row.of("broken JSON in a record", "bad-record@5", 79, 1, 3),
                recovered("JSON cut, lengths agree", "cut@5"),
                recovered("cut short of Content-Length", "short@5"),
                recovered("connection reset", "reset@5"),
                recovered("gzip", "gzip@5"),
                recovered("gzip cut", "gzip-cut@5"),
                recovered("a record twice", "duplicate@5"),
                recovered("no Date header", "no-date@5"),
                Row.inSteps("the sink fails once", call -> call == 45 ? Stumbling.outage() : null, 80, 0),
                Row.of("503 for ever", "503@5*forever", 40, 0, 4),
                Row.of("403", "403@5*forever", 40, 0, 4));
    }
}
