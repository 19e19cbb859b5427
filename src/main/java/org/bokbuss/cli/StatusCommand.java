package org.bokbuss.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.bokbuss.check.PipelineRoute;
import org.bokbuss.state.PipelineRow;
import org.bokbuss.state.State;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code status}: how the pipelines stand. */
@Command(name = "status", description = "A row per pipeline: how it stands.", mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private Options options;

    @Option(names = "--json", description = "For programs")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        try (State state = options.state()) {
            List<Map<String, Object>> rows = new ArrayList<>();
            pipelines(state).values().forEach(row -> rows.add(describe(row)));
            if (json) {
                Table.json(rows);
            } else {
                rows.forEach(StatusCommand::sayUntilWhen);
                new Table(
                                "pipeline",
                                "position",
                                "lastComplete",
                                "records",
                                "secondsBehind",
                                "quarantined",
                                "lastError")
                        .print(rows);
            }
        }
        return ExitCode.COMPLETE.number();
    }

    /** Those that have run, and those in the route files that have not. */
    private SortedMap<String, PipelineRow> pipelines(State state) {
        SortedMap<String, PipelineRow> rows = new TreeMap<>();
        for (PipelineRoute route : CamelRunner.routes(options).pipelines()) {
            String name = route.pipeline();
            rows.put(name, new PipelineRow(name, null, null, null, null, 0, 0, null, false));
        }
        state.positions().all().forEach(row -> rows.put(row.name(), row));
        return rows;
    }

    private static Map<String, Object> describe(PipelineRow row) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("pipeline", row.name());
        fields.put("position", text(row.position()));
        fields.put("lastComplete", text(row.lastComplete()));
        fields.put("records", row.records());
        fields.put(
                "secondsBehind",
                row.position() == null
                        ? null
                        : Duration.between(row.position(), Instant.now()).toSeconds());
        fields.put("quarantined", row.quarantined());
        fields.put("lastError", row.lastError());
        fields.put("notBefore", text(row.notBefore()));
        fields.put("running", row.running());
        return fields;
    }

    /** A source's wish for silence stands beside what it was said with. */
    private static void sayUntilWhen(Map<String, Object> row) {
        Object until = row.get("notBefore");
        if (until != null && Instant.parse((String) until).isAfter(Instant.now())) {
            row.merge("lastError", "not to be called before " + until, (error, silence) -> error + "; " + silence);
        }
    }

    private static String text(Instant time) {
        return time == null ? null : time.toString();
    }
}
