package org.bokbuss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** 80 records on 8 pages, something goes wrong at the fifth: what arrives. */
class FaultTableTest {

    /** A fault, and what is to come of it. */
    record Row(String name, String fault, int delivered, int setAside, int exit) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Row> rows() {
        return Stream.of(
                new Row("503, Retry-After in seconds", "503=1@5", 80, 0, 0),
                new Row("503, Retry-After as a date", "503=date:1@5", 80, 0, 0),
                new Row("429", "429@5", 80, 0, 0),
                new Row("500 once", "500@5", 80, 0, 0),
                new Row("empty 200", "empty@5", 80, 0, 0),
                new Row("HTML with 200", "html@5", 80, 0, 0),
                new Row("badResumptionToken", "bad-token@5", 80, 0, 0),
                new Row("page without records, with token", "no-records@5", 80, 0, 0),
                new Row("same token for ever", "same-token@5*forever", 50, 0, 4),
                new Row("control character in a record", "control@5", 79, 1, 3),
                new Row("invalid UTF-8 in a record", "bad-utf8@5", 79, 1, 3),
                new Row("mismatched tags in a record", "bad-record@5", 79, 1, 3),
                new Row("a record Libris could not convert", "conversion@5", 79, 1, 3),
                new Row("XML cut, lengths agree", "cut@5", 80, 0, 0),
                new Row("cut short of Content-Length", "short@5", 80, 0, 0),
                new Row("chunked answer without its end", "chunk-cut@5", 80, 0, 0),
                new Row("connection reset", "reset@5", 80, 0, 0),
                new Row("gzip", "gzip@5", 80, 0, 0),
                new Row("gzip cut", "gzip-cut@5", 80, 0, 0),
                new Row("DOCTYPE with a billion laughs", "doctype@5", 80, 0, 0),
                new Row("a record twice", "duplicate@5", 80, 0, 0),
                new Row("no Date header", "no-date@5", 80, 0, 0),
                new Row("503 for ever", "503@5*forever", 40, 0, 4),
                new Row("403", "403@5*forever", 40, 0, 4));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyRecordIsAccountedFor(Row row, @TempDir Path folder) {
        try (Sandbox libris =
                Sandbox.with().bibs(80).pageSize(10).fault(row.fault()).start()) {
            Trip trip = new Trip(folder, libris.baseUrl()).route("set: bib, metadataPrefix: jsonld");

            Trip.Result result = trip.once();

            assertThat(result.exit()).as(result.err()).isEqualTo(row.exit());
            assertThat(trip.subjects()).hasSize(row.delivered()).doesNotHaveDuplicates();
            try (var state = trip.state()) {
                assertThat(state.quarantine("p")).hasSize(row.setAside());
            }
            if (row.exit() == 4) {
                libris.faults().clear();
                assertThat(trip.once().exit()).isZero();
                assertThat(new HashSet<>(trip.subjects())).hasSize(80);
            }
        }
    }
}
