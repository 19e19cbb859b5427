package org.bokbuss.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.bokbuss.docs.GeneratedPage;
import org.bokbuss.docs.KameletPagesTest;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.tables.Matrix;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A source whose records come on several pages; something goes wrong at one of them: what arrives. What it finds is the
 * source's column in {@code docs/faults.md}: with {@code -Ddocs.write=true} it is written there, otherwise it must be
 * what stands there.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class FaultTable {
    private static final Path FILE = Path.of("docs/faults.md");

    private static final Set<String> CLOUD_EVENT =
            Set.of("specversion", "id", "source", "type", "subject", "time", "datacontenttype", "data", "data_base64");

    private final Map<String, String> found = new LinkedHashMap<>();

    /**
     * A fault, and what is to come of it.
     *
     * @param falls what a step of the team's own throws at its nth record; null where the fault is the source's
     */
    public record Row(String name, String fault, IntFunction<Exception> falls, int delivered, int setAside, int exit) {
        public static Row of(String name, String fault, int delivered, int setAside, int exit) {
            return new Row(name, fault, null, delivered, setAside, exit);
        }

        public static Row inSteps(String name, IntFunction<Exception> falls, int delivered, int exit) {
            return new Row(name, null, falls, delivered, 0, exit);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** The source kamelet's name: whose table this is. */
    public abstract String source();

    /** How many different records there are. */
    public abstract int records();

    public abstract Sandbox sandbox();

    /** A folder with a pipeline {@code p} from the source, {@link FailingStep#STEP} among its steps. */
    public abstract Workspace trip(Path folder, Sandbox sandbox);

    public abstract Stream<Row> rows();

    /**
     * What may happen to any source, on the wire and behind the sink.
     *
     * @param at where it strikes, as a fault's specification says it: {@code @5}
     * @param before what has been delivered when a source that fails forever is given up
     */
    public final Stream<Row> anywhere(String at, int before) {
        return Stream.of(
                recovered("503, Retry-After in seconds", "503=1" + at),
                recovered("503, Retry-After as a date", "503=date:1" + at),
                recovered("429", "429" + at),
                recovered("500 once", "500" + at),
                recovered("empty 200", "empty" + at),
                recovered("HTML with 200", "html" + at),
                recovered("cut, lengths agree", "cut" + at),
                recovered("cut short of Content-Length", "short" + at),
                recovered("chunked answer without its end", "chunk-cut" + at),
                recovered("connection reset", "reset" + at),
                recovered("gzip", "gzip" + at),
                recovered("gzip cut", "gzip-cut" + at),
                recovered("no Date header", "no-date" + at),
                recovered("the Date header twice", "two-dates" + at),
                recovered("a record twice", "duplicate" + at),
                Row.of("control character in a record", "control" + at, records() - 1, 1, 3),
                Row.of("invalid UTF-8 in a record", "bad-utf8" + at, records() - 1, 1, 3),
                Row.of("broken markup in a record", "bad-record" + at, records() - 1, 1, 3),
                Row.inSteps("the sink fails once", call -> call == 45 ? FailingStep.outage() : null, records(), 0),
                Row.inSteps("the sink is unavailable", call -> FailingStep.outage(), 0, 4),
                Row.of("503 forever", "503" + at + "*forever", before, 0, 4),
                Row.of("403", "403" + at + "*forever", before, 0, 4));
    }

    /** A row where nothing is lost and nothing is to be seen of the fault. */
    public final Row recovered(String name, String fault) {
        return Row.of(name, fault, records(), 0, 0);
    }

    @ParameterizedTest
    @MethodSource("rows")
    public final void everyRecordIsAccountedFor(Row row, @TempDir Path folder) throws IOException {
        FailingStep.at(row.falls() == null ? call -> null : row.falls());
        try (Sandbox sandbox = sandbox()) {
            if (row.fault() != null) {
                sandbox.faults().add(row.fault());
            }
            Workspace trip = trip(folder, sandbox);

            Workspace.Result result = trip.once();

            assertThat(result.exit()).as(result.err()).isEqualTo(row.exit());
            List<String> delivered = trip.subjects();
            assertThat(delivered).hasSize(row.delivered()).doesNotHaveDuplicates();
            assertThat(extensions(trip))
                    .as("attributes that %s declares as headers", source())
                    .isSubsetOf(KameletPagesTest.declaredExtensions(source()));
            try (var state = trip.state()) {
                assertThat(state.quarantine().of("p")).hasSize(row.setAside());
            }
            if (row.exit() == 4) {
                sandbox.faults().clear();
                FailingStep.at(call -> null);
                Workspace.Result next = trip.once();
                assertThat(next.exit()).as(next.err()).isZero();
                assertThat(new HashSet<>(trip.subjects())).hasSize(records());
            }
            found.put(row.name(), describe(delivered.size(), row));
        }
    }

    private static Set<String> extensions(Workspace trip) {
        Set<String> names = new TreeSet<>();
        trip.events().forEach(event -> event.fieldNames().forEachRemaining(names::add));
        names.removeAll(CLOUD_EVENT);
        return names;
    }

    private String describe(int delivered, Row row) {
        if (row.exit() == 4) {
            return delivered + ", then all";
        }
        if (row.setAside() > 0) {
            return "all, " + row.setAside() + " quarantined";
        }
        return delivered == records() ? "all" : delivered + " of " + records();
    }

    @AfterAll
    public final void theMatrixSaysWhatWasFound() throws IOException {
        if (found.size() < rows().count()) {
            return;
        }
        Matrix matrix = new Matrix(FILE);
        String column = "[%s](kamelets/%s.md)".formatted(source().replaceFirst("-source$", ""), source());
        if (GeneratedPage.writes()) {
            matrix.write(column, found);
        } else {
            assertThat(matrix.column(column))
                    .as(
                            "the column of %s in %s; write it anew with -Ddocs.write=true -Dtest.processes=1",
                            source(), FILE)
                    .isEqualTo(found);
        }
    }
}
