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
    Trip trip(Path folder, Sandbox sandbox) {
        return new Trip(folder, sandbox.baseUrl())
                .source(source())
                .file("profile.properties", "locations=*\nformat=MARCXML\n")
                .route("deleted: append, profile: " + folder.resolve("profile.properties"), Stumbling.STEP);
    }

    @Override
    Stream<Row> rows() {
        return Stream.of(
                recovered("503, Retry-After in seconds", "503=1"),
                recovered("503, Retry-After as a date", "503=date:1"),
                recovered("429", "429"),
                recovered("500 once", "500"),
                recovered("empty 200", "empty"),
                recovered("HTML with 200", "html"),
                Row.of("control character in a record", "control", 79, 1, 3),
                Row.of("invalid UTF-8 in a record", "bad-utf8", 79, 1, 3),
                Row.of("mismatched tags in a record", "bad-record", 79, 1, 3),
                recovered("broken off, the collection closed all the same", "incomplete=40"),
                Row.of("a record Libris could not convert: left out in silence", "conversion", 79, 0, 0),
                recovered("XML cut, lengths agree", "cut"),
                recovered("cut short of Content-Length", "short"),
                recovered("chunked answer without its end", "chunk-cut"),
                recovered("connection reset", "reset"),
                recovered("gzip", "gzip"),
                recovered("gzip cut", "gzip-cut"),
                recovered("a record twice", "duplicate"),
                recovered("no Date header", "no-date"),
                Row.inSteps("the sink fails once", call -> call == 45 ? Stumbling.outage() : null, 80, 0),
                Row.inSteps("the sink is away", call -> Stumbling.outage(), 0, 4),
                Row.of("503 for ever", "503*forever", 0, 0, 4),
                Row.of("400", "400*forever", 0, 0, 4));
    }
}
