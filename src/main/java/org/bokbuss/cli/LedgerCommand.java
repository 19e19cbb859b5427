package org.bokbuss.cli;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.bokbuss.config.UserError;
import org.bokbuss.state.LedgerRow;
import org.bokbuss.state.State;
import org.bokbuss.state.WindowKind;
import org.bokbuss.state.WindowState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ledger}: the windows harvested, and the holes between them. */
@Command(name = "ledger", description = "The windows harvested; holes are named.", mixinStandardHelpOptions = true)
final class LedgerCommand implements Callable<Integer> {
    @Mixin
    private Options options;

    @Parameters(paramLabel = "PIPELINE")
    private String pipeline;

    @Option(names = "--json", description = "An array of the windows, for programs; holes are named on standard error")
    private boolean json;

    @Override
    public Integer call() {
        try (State state = options.state()) {
            if (state.positions().of(pipeline).isEmpty()) {
                throw new UserError("pipeline " + pipeline + " has not run yet; those that have: "
                        + String.join(
                                ", ",
                                state.positions().all().stream()
                                        .map(row -> row.name())
                                        .toList()));
            }
            List<LedgerRow> rows = state.ledger().of(pipeline);
            if (json) {
                Table.json(rows.stream().map(LedgerCommand::describe).toList());
                holes(rows).forEach(System.err::println);
                return ExitCode.COMPLETE.number();
            }
            new Table(
                            "id",
                            "kind",
                            "from",
                            "until",
                            "state",
                            "attempts",
                            "pages",
                            "records",
                            "repeats",
                            "setAside",
                            "note")
                    .print(rows.stream().map(LedgerCommand::describe).toList());
            holes(rows).forEach(System.out::println);
        }
        return ExitCode.COMPLETE.number();
    }

    /** What stands between one live window's end and the next one's beginning was never asked for. */
    static List<String> holes(List<LedgerRow> rows) {
        java.util.ArrayList<String> holes = new java.util.ArrayList<>();
        Instant covered = null;
        for (LedgerRow row : rows) {
            if (row.state() == WindowState.OPEN) {
                holes.add("hole: " + row.from() + " to " + row.until() + " is not complete ("
                        + row.kind().text() + " window " + row.id() + ")");
            }
            if (row.kind() != WindowKind.LIVE || row.state() != WindowState.COMPLETE) {
                continue;
            }
            if (covered != null && row.from() != null && row.from().isAfter(covered)) {
                holes.add("hole: " + covered + " to " + row.from() + " was not harvested; use backfill");
            }
            covered = covered == null || row.until().isAfter(covered) ? row.until() : covered;
        }
        return holes;
    }

    private static Map<String, Object> describe(LedgerRow row) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", row.id());
        fields.put("kind", row.kind().text());
        fields.put("from", row.from());
        fields.put("until", row.until());
        fields.put("state", row.state().text());
        fields.put("attempts", row.attempts());
        fields.put("pages", row.pages());
        fields.put("records", row.records());
        fields.put("repeats", row.repeats());
        fields.put("setAside", row.setAside());
        fields.put("note", row.note());
        return fields;
    }
}
