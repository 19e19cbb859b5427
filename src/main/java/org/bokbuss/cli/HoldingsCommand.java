package org.bokbuss.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;
import org.bokbuss.config.PrintableText;
import org.bokbuss.config.UserError;
import org.bokbuss.deliver.SinkUnavailable;
import org.bokbuss.libris.write.ApplyFile;
import org.bokbuss.split.ExactJson;
import org.bokbuss.state.AuditRow;
import org.bokbuss.state.State;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdings}: written into Libris from a file, and what was written. */
@Command(
        name = "holdings",
        description = "Writes holdings into Libris, and tells what was written.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "apply|audit")
final class HoldingsCommand implements Runnable {
    private static final ObjectMapper JSON = new ObjectMapper();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say apply or audit");
    }

    @Command(
            name = "apply",
            description =
                    "Writes the holdings of a file: a JSON array, a JSON object a line, or CSV with a header line.",
            mixinStandardHelpOptions = true)
    int apply(
            @Mixin Options options,
            @Parameters(paramLabel = "FILE") Path file,
            @Option(names = "--dry-run", description = "Print what would change, write nothing") boolean dryRun)
            throws Exception {
        if (!Files.isReadable(file)) {
            throw new UserError(file + ": there is no such file that can be read");
        }
        if (CamelRunner.hasRoutes(options.routes)) {
            CamelRunner.check(options);
        }
        try (DefaultCamelContext context = camel(options)) {
            Thread stop = new Thread(context::stop, "stop");
            Runtime.getRuntime().addShutdownHook(stop);
            try {
                Instant begun = Instant.now();
                ApplyFile work = new ApplyFile(context, System.out, System.err);
                long refused = Progress.during(() -> progress(file, work, begun), () -> work.apply(file, dryRun));
                return (refused == 0 ? ExitCode.COMPLETE : ExitCode.SET_ASIDE).number();
            } catch (SinkUnavailable halted) {
                System.err.println(PrintableText.line(halted.getMessage()));
                return ExitCode.INCOMPLETE.number();
            } finally {
                letGo(stop);
            }
        }
    }

    /** How far the file has been written, by its lines; one that is a single line has no end that is known. */
    private static List<String> progress(Path file, ApplyFile work, Instant begun) {
        Duration taken = Duration.between(begun, Instant.now());
        return List.of("%s: %,d holdings, %,.0f/s, at line %,d of %,d%s"
                .formatted(
                        file.getFileName(),
                        work.done(),
                        work.done() * 1000.0 / Math.max(1, taken.toMillis()),
                        work.line(),
                        work.lines(),
                        work.lines() > 1 ? Progress.left((double) work.line() / work.lines(), taken) : ""));
    }

    private static void letGo(Thread stop) {
        try {
            Runtime.getRuntime().removeShutdownHook(stop);
        } catch (IllegalStateException stopping) {
            // It is at work.
        }
    }

    /** Camel without routes: what asks and writes needs no more. */
    private static DefaultCamelContext camel(Options options) {
        DefaultCamelContext context = new DefaultCamelContext();
        Properties properties = new Properties();
        properties.putAll(options.resolved());
        context.getPropertiesComponent().setInitialProperties(properties);
        context.setStreamCaching(false);
        context.start();
        return context;
    }

    @Command(name = "audit", description = "Lists the writes made, the last ones.", mixinStandardHelpOptions = true)
    int audit(
            @Mixin Options options,
            @Parameters(paramLabel = "PIPELINE", arity = "0..1") String pipeline,
            @Option(names = "--last", paramLabel = "N", defaultValue = "100", description = "How many (default: 100)")
                    int last,
            @Option(names = "--json", description = "An object a line, with what stood there before and after")
                    boolean json)
            throws IOException {
        try (State state = options.state()) {
            List<Map<String, Object>> rows = new ArrayList<>();
            for (AuditRow write : state.auditLog().audit(pipeline, last)) {
                rows.add(row(write, json));
            }
            if (json) {
                for (Map<String, Object> row : rows) {
                    System.out.println(PrintableText.json(JSON.writeValueAsString(row)));
                }
            } else {
                new Table("id", "at", "pipeline", "who", "action", "record", "outcome").print(rows);
            }
        }
        return ExitCode.COMPLETE.number();
    }

    /** As it stands in the audit, null if nothing does. */
    private static JsonNode exact(String json) throws IOException {
        return json == null ? null : ExactJson.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, Object> row(AuditRow write, boolean whole) throws IOException {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", write.id());
        row.put("at", write.at().toString());
        row.put("pipeline", write.pipeline());
        row.put("who", write.who());
        row.put("action", write.action().text());
        row.put("record", write.record());
        row.put("outcome", write.outcome().text());
        if (whole) {
            row.put("bib", write.bib());
            row.put("etag", write.etag());
            row.put(
                    "modified",
                    write.modified() == null ? null : write.modified().toString());
            row.put("before", exact(write.before()));
            row.put("after", exact(write.after()));
        }
        return row;
    }
}
