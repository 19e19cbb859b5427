package org.bokbuss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * 80 records on 8 pages, something goes wrong at the fifth: what arrives. What it finds is the table in the README: with
 * {@code -Dreadme.write=true} it is written there, otherwise it must be what stands there.
 */
class FaultTableTest {
    private static final Path README = Path.of("README.md");
    private static final String BEGIN = "<!-- fault table, written by FaultTableTest -->\n";
    private static final String END = "<!-- end of fault table -->\n";
    private static final Map<String, String> FOUND = new LinkedHashMap<>();

    /** A fault, and what is to come of it. */
    record Row(String name, String fault, IntFunction<Exception> falls, int delivered, int setAside, int exit) {
        static Row of(String name, String fault, int delivered, int setAside, int exit) {
            return new Row(name, fault, null, delivered, setAside, exit);
        }

        static Row recovered(String name, String fault) {
            return of(name, fault, 80, 0, 0);
        }

        static Row inSteps(String name, IntFunction<Exception> falls, int delivered, int exit) {
            return new Row(name, null, falls, delivered, 0, exit);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Row> rows() {
        return Stream.of(
                Row.recovered("503, Retry-After in seconds", "503=1@5"),
                Row.recovered("503, Retry-After as a date", "503=date:1@5"),
                Row.recovered("429", "429@5"),
                Row.recovered("500 once", "500@5"),
                Row.recovered("empty 200", "empty@5"),
                Row.recovered("HTML with 200", "html@5"),
                Row.recovered("badResumptionToken", "bad-token@5"),
                Row.recovered("page without records, with token", "no-records@5"),
                Row.of("same token for ever", "same-token@5*forever", 50, 0, 4),
                Row.of("control character in a record", "control@5", 79, 1, 3),
                Row.of("invalid UTF-8 in a record", "bad-utf8@5", 79, 1, 3),
                Row.of("mismatched tags in a record", "bad-record@5", 79, 1, 3),
                Row.of("a record Libris could not convert", "conversion@5", 79, 1, 3),
                Row.recovered("XML cut, lengths agree", "cut@5"),
                Row.recovered("cut short of Content-Length", "short@5"),
                Row.recovered("chunked answer without its end", "chunk-cut@5"),
                Row.recovered("connection reset", "reset@5"),
                Row.recovered("gzip", "gzip@5"),
                Row.recovered("gzip cut", "gzip-cut@5"),
                Row.recovered("DOCTYPE with a billion laughs", "doctype@5"),
                Row.recovered("a record twice", "duplicate@5"),
                Row.recovered("no Date header", "no-date@5"),
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

    @ParameterizedTest
    @MethodSource("rows")
    void everyRecordIsAccountedFor(Row row, @TempDir Path folder) {
        Stumbling.at(row.falls() == null ? call -> null : row.falls());
        try (Sandbox libris = Sandbox.with().bibs(80).pageSize(10).start()) {
            if (row.fault() != null) {
                libris.faults().add(row.fault());
            }
            Trip trip = new Trip(folder, libris.baseUrl()).route("set: bib, metadataPrefix: jsonld", Stumbling.STEP);

            Trip.Result result = trip.once();

            assertThat(result.exit()).as(result.err()).isEqualTo(row.exit());
            List<String> delivered = trip.subjects();
            assertThat(delivered).hasSize(row.delivered()).doesNotHaveDuplicates();
            try (var state = trip.state()) {
                assertThat(state.quarantine("p")).hasSize(row.setAside());
            }
            String after = "";
            if (row.exit() == 4) {
                libris.faults().clear();
                Stumbling.at(call -> null);
                assertThat(trip.once().exit()).isZero();
                assertThat(new HashSet<>(trip.subjects())).hasSize(80);
                after = ", and 80 after the next run";
            }
            FOUND.put(row.name(), describe(delivered.size(), row.setAside(), result.exit()) + after);
        }
    }

    private static String describe(int delivered, int setAside, int exit) {
        String records = setAside > 0 ? delivered + " + " + setAside + " set aside" : String.valueOf(delivered);
        return exit == 4 ? "exit 4, the cause named; " + records + " so far" : records;
    }

    @AfterAll
    static void theReadmeSaysWhatWasFound() throws IOException {
        if (FOUND.size() < rows().count()) {
            return;
        }
        String table = FOUND.entrySet().stream()
                .map(each -> "| " + each.getKey() + " | " + each.getValue() + " |\n")
                .collect(Collectors.joining("", "| fault | delivered of 80 |\n|---|---|\n", ""));
        String readme = Files.readString(README);
        int begin = readme.indexOf(BEGIN) + BEGIN.length();
        int end = readme.indexOf(END);
        if (Boolean.getBoolean("readme.write")) {
            Files.writeString(README, readme.substring(0, begin) + table + readme.substring(end));
        } else {
            assertThat(readme.substring(begin, end))
                    .as("the table in the README; write it anew with -Dreadme.write=true")
                    .isEqualTo(table);
        }
    }
}
