package org.bokbuss.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.util.FileUtil;
import org.bokbuss.config.PrintableText;
import org.bokbuss.config.Secrets;
import org.bokbuss.config.UserError;
import org.bokbuss.deliver.CloudEvent;
import org.bokbuss.harvest.Outcome;
import org.bokbuss.harvest.RunRequest;
import org.bokbuss.routetest.GivenRecord;
import org.bokbuss.state.Quarantine;
import org.bokbuss.state.QuarantinedRecord;
import org.bokbuss.state.State;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code try}: what a route makes of a few records. */
@Command(
        name = "try",
        description =
                "Sends a few records through a pipeline's steps and prints each message as it would reach the sink."
                        + " Delivers nothing, writes nothing, moves nothing.",
        mixinStandardHelpOptions = true)
final class TryCommand implements Callable<Integer> {
    @Mixin
    private Options options;

    @Parameters(paramLabel = "PIPELINE")
    private String pipeline;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "3",
            description = "How many records to take from the source (default: ${DEFAULT-VALUE})")
    private long limit;

    @Option(
            names = "--record",
            paramLabel = "FILE",
            arity = "1..*",
            description = "Take these records, one per file, and do not ask the source")
    private List<Path> records = List.of();

    @Option(
            names = "--quarantined",
            paramLabel = "ID",
            description = "Take this record of the quarantine; it stays there")
    private Long quarantined;

    @Option(
            names = "--id",
            paramLabel = "SUBJECT",
            description = "Take the record of this identifier, from a source that has records one by one")
    private String subject;

    @Option(names = "--step", description = "Also print what each step changed")
    private boolean steps;

    @Option(names = "--calls", description = "Make the calls to other systems that steps make; sinks are never called")
    private boolean calls;

    @Option(names = "--json", description = "Print the messages as a JSON array")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        if (limit < 1) {
            throw new UserError("--limit " + limit + ": give a whole number from 1");
        }
        records.stream().filter(file -> !Files.isReadable(file)).findFirst().ifPresent(file -> {
            throw new UserError("--record " + file + ": there is no such file that can be read");
        });
        if (Stream.of(!records.isEmpty(), quarantined != null, subject != null)
                        .filter(given -> given)
                        .count()
                > 1) {
            throw new UserError("--record, --quarantined and --id: give one of them");
        }
        QuarantinedRecord one = one();
        Path folder = Files.createTempDirectory("bokbuss-try");
        try {
            // A state of its own: the pipeline's is neither asked nor told.
            options.set.put("state.url", "jdbc:sqlite:" + folder.resolve("bokbuss.db"));
            options.set.put("state.spool", folder.resolve("spool").toString());
            options.set.put("deliver.retry.max-attempts", "1");
            return rehearse(one);
        } finally {
            FileUtil.removeDir(folder.toFile());
        }
    }

    /** The one record that is asked for, as if it were quarantined; null if none is. */
    private QuarantinedRecord one() {
        if (subject != null) {
            return new QuarantinedRecord(
                    0, pipeline, Instant.now(), subject, "not tried yet", "try --id", 0, "text/plain", new byte[0]);
        }
        if (quarantined == null) {
            return null;
        }
        try (State state = options.state()) {
            return state.quarantine()
                    .record(quarantined)
                    .filter(record -> record.pipeline().equals(pipeline))
                    .orElseThrow(() -> new UserError("there is no record " + quarantined + " of " + pipeline
                            + " in quarantine; see quarantine list"));
        }
    }

    private int rehearse(QuarantinedRecord one) throws Exception {
        MessagePrinter printer = json ? new MessagePrinter.Json() : new MessagePrinter.Text();
        Rehearsal rehearsal = new Rehearsal(printer, calls, steps && !json);
        try (CamelRunner camel = new CamelRunner(options, false)
                .with(main -> main.bind("bokbussRehearsal", rehearsal))
                .start()) {
            camel.requireAll(List.of(pipeline));
            List<String> left = rehearsal.left(camel.route(pipeline));
            if (!left.isEmpty()) {
                System.err.println("not called: " + String.join(", ", left)
                        + " (--calls calls other systems; sinks are never called)");
            }
            int code = records.isEmpty() ? fromSource(camel, request(camel, one)) : fromFiles(camel);
            printer.end();
            System.err.println("nothing was delivered, nothing was moved");
            return code;
        }
    }

    private RunRequest request(CamelRunner camel, QuarantinedRecord one) {
        if (one == null) {
            return RunRequest.live(limit, false);
        }
        Quarantine own = camel.harvests().state().quarantine();
        own.add(one);
        return RunRequest.replay(
                own.of(pipeline).stream().map(QuarantinedRecord::id).toList());
    }

    private int fromSource(CamelRunner camel, RunRequest request) {
        Outcome outcome = camel.run(pipeline, request);
        State state = camel.harvests().state();
        for (QuarantinedRecord refused : state.quarantine().of(pipeline)) {
            tellRefused(refused.subject(), refused.cause());
        }
        ExitCode code = ExitCode.of(List.of(outcome));
        if (code != ExitCode.COMPLETE && code != ExitCode.SET_ASIDE) {
            System.err.println(outcome.sentence());
        }
        return code.number();
    }

    private int fromFiles(CamelRunner camel) throws IOException {
        ExitCode code = ExitCode.COMPLETE;
        for (Path file : records) {
            String name = FileUtil.onlyName(file.getFileName().toString(), false);
            GivenRecord record =
                    new GivenRecord(name, Map.of(CloudEvent.SOURCE, file.toUri().toString()), Files.readAllBytes(file));
            Exchange sent = camel.send(pipeline, message -> record.describe(message, pipeline));
            if (sent.getException() != null) {
                tellRefused(file.toString(), sent.getException().toString());
                code = ExitCode.SET_ASIDE;
            }
        }
        return code.number();
    }

    private static void tellRefused(String subject, String why) {
        System.err.println("refused: " + PrintableText.line(Secrets.mask(subject + ": " + why)));
    }
}
