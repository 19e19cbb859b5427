package org.bokbuss.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bokbuss.config.PrintableText;
import org.bokbuss.config.UserError;
import org.bokbuss.harvest.Outcome;
import org.bokbuss.harvest.RunRequest;
import org.bokbuss.state.QuarantinedRecord;
import org.bokbuss.state.State;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code quarantine}: the records that were quarantined. */
@Command(
        name = "quarantine",
        description = "Records that were quarantined, with their bytes and the cause.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "list|show|replay|drop")
final class QuarantineCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say list, show, replay or drop");
    }

    @Command(name = "list", description = "Lists them, of one pipeline or all.", mixinStandardHelpOptions = true)
    int list(
            @Mixin Options options,
            @Parameters(paramLabel = "PIPELINE", arity = "0..1") String pipeline,
            @Option(names = "--json", description = "For programs") boolean json) {
        try (State state = options.state()) {
            List<Map<String, Object>> rows = new ArrayList<>();
            for (QuarantinedRecord record : state.quarantine().of(pipeline)) {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("id", record.id());
                row.put("pipeline", record.pipeline());
                row.put("at", record.at());
                row.put("bytes", record.bytes().length);
                row.put("subject", record.subject());
                row.put("cause", record.cause());
                rows.add(row);
            }
            if (json) {
                Table.json(rows);
            } else {
                new Table("id", "pipeline", "at", "bytes", "subject", "cause").print(rows);
            }
        }
        return ExitCode.COMPLETE.number();
    }

    @Command(
            name = "show",
            description = "Shows one, with its bytes; characters that would steer a terminal are shown by their codes.",
            mixinStandardHelpOptions = true)
    int show(
            @Mixin Options options,
            @Parameters(paramLabel = "ID") long id,
            @Option(names = "--raw", description = "The bytes alone, as they came: for a file") boolean raw) {
        try (State state = options.state()) {
            QuarantinedRecord record = state.quarantine().record(id).orElseThrow(() -> unknown(id));
            if (raw) {
                Terminal.bare(System.out).writeBytes(record.bytes());
            } else {
                show(record);
            }
        }
        return ExitCode.COMPLETE.number();
    }

    private static void show(QuarantinedRecord record) {
        line("pipeline: ", record.pipeline());
        line("at:       ", record.at());
        line("subject:  ", record.subject());
        line("cause:    ", record.cause());
        line("page:     ", record.page());
        line("place:    ", "byte " + record.place());
        System.out.println();
        System.out.println(new String(record.bytes(), StandardCharsets.UTF_8));
    }

    private static void line(String name, Object value) {
        System.out.println(name + PrintableText.line(String.valueOf(value)));
    }

    @Command(
            name = "replay",
            description =
                    "Delivers them again: fetched afresh where the source has them one by one, else from their bytes.",
            mixinStandardHelpOptions = true)
    int replay(
            @Mixin Options options,
            @Parameters(paramLabel = "PIPELINE or ID", arity = "0..*", description = "Default: all") List<String> which)
            throws Exception {
        Map<String, List<Long>> chosen;
        try (State state = options.state()) {
            chosen = choose(state, which == null ? List.of() : which);
        }
        if (chosen.isEmpty()) {
            System.out.println("nothing to replay");
            return ExitCode.COMPLETE.number();
        }
        try (CamelRunner camel = new CamelRunner(options, false).start()) {
            camel.requireAll(List.copyOf(chosen.keySet()));
            List<Outcome> outcomes = Progress.during(camel.harvests(), () -> chosen.entrySet().stream()
                    .map(each -> camel.run(each.getKey(), RunRequest.replay(each.getValue())))
                    .toList());
            return Report.print(outcomes);
        }
    }

    private static Map<String, List<Long>> choose(State state, List<String> which) {
        Map<String, List<Long>> chosen = new TreeMap<>();
        for (QuarantinedRecord record : state.quarantine().of(null)) {
            if (which.isEmpty() || which.contains(record.pipeline()) || which.contains(String.valueOf(record.id()))) {
                chosen.computeIfAbsent(record.pipeline(), none -> new ArrayList<>())
                        .add(record.id());
            }
        }
        for (String one : which) {
            boolean known = chosen.containsKey(one)
                    || chosen.values().stream().anyMatch(ids -> ids.stream().anyMatch(id -> one.equals("" + id)));
            if (!known && state.positions().of(one).isEmpty()) {
                throw new UserError(
                        "there is neither a pipeline nor a quarantined record " + one + "; look with quarantine list");
            }
        }
        return chosen;
    }

    @Command(name = "drop", description = "Throws them away.", mixinStandardHelpOptions = true)
    int drop(@Mixin Options options, @Parameters(paramLabel = "ID", arity = "1..*") List<Long> ids) {
        try (State state = options.state()) {
            for (long id : ids) {
                if (!state.quarantine().drop(id)) {
                    throw unknown(id);
                }
                System.out.println("dropped " + id);
            }
        }
        return ExitCode.COMPLETE.number();
    }

    private static UserError unknown(long id) {
        return new UserError("there is no quarantined record " + id + "; look with quarantine list");
    }
}
