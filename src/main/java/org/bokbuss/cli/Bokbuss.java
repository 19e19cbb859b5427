package org.bokbuss.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Supplier;
import org.bokbuss.config.Secrets;
import org.bokbuss.config.UserError;
import org.bokbuss.observe.Logs;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** The program: one class a command, see {@code --help}. */
@Command(
        name = "bokbuss",
        description = "Carries records between library systems.",
        mixinStandardHelpOptions = true,
        versionProvider = Bokbuss.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes: 0 complete, 1 unexpected failure, 2 usage or configuration,",
            "3 complete but records were quarantined, 4 stopped incomplete (position kept: run again)."
        })
public final class Bokbuss {
    static {
        Logs.begin();
    }

    /** The commands that read the state and start nothing, or say themselves what became of it: they print, and log nothing. */
    private static final Set<String> LOOKS =
            Set.of("status", "ledger", "position", "quarantine", "kamelets", "schema", "completion", "test");

    private static final Set<String> HELP = Set.of("--help", "-h");

    public static void main(String[] args) throws IOException {
        if (Arrays.equals(args, new String[] {"--version"})) {
            // At once: reading the commands takes longer than all the rest.
            System.out.println(version());
            return;
        }
        if (args.length > 0 && LOOKS.contains(args[0]) && !Arrays.asList(args).contains("replay")) {
            Logs.beQuiet();
        }
        OutOfMemory.watch();
        System.exit(run(args));
    }

    /** Runs a command. @return the exit code */
    public static int run(String... args) {
        Secrets.forget();
        return Terminal.during(() -> execute(args));
    }

    /** In the order of the help. */
    private static Map<String, Supplier<?>> commands() {
        Map<String, Supplier<?>> commands = new LinkedHashMap<>();
        commands.put("run", RunCommand::new);
        commands.put("once", OnceCommand::new);
        commands.put("backfill", BackfillCommand::new);
        commands.put("status", StatusCommand::new);
        commands.put("ledger", LedgerCommand::new);
        commands.put("position", PositionCommand::new);
        commands.put("quarantine", QuarantineCommand::new);
        commands.put("holdings", HoldingsCommand::new);
        commands.put("check", CheckCommand::new);
        commands.put("explain", ExplainCommand::new);
        commands.put("kamelets", KameletsCommand::new);
        commands.put("schema", SchemaCommand::new);
        commands.put("try", TryCommand::new);
        commands.put("test", TestCommand::new);
        commands.put("completion", CompletionCommand::new);
        commands.put("new", NewCommand::new);
        commands.put("sandbox", SandboxCommand::new);
        commands.put("demo", DemoCommand::new);
        return commands;
    }

    /** With every command and all its options. */
    static CommandLine whole() {
        CommandLine line = new CommandLine(new Bokbuss());
        commands().forEach((name, command) -> line.addSubcommand(name, command.get()));
        return line;
    }

    /** Where the command is named first, it alone is made: to read all of them takes longer than most of them do. */
    private static CommandLine line(String... args) {
        CommandLine line = new CommandLine(new Bokbuss());
        Map<String, Supplier<?>> commands = commands();
        if (args.length == 0 || HELP.contains(args[0])) {
            commands.forEach((name, command) -> line.addSubcommand(name, outline(command.get())));
            return line;
        }
        if (args.length > 0 && commands.containsKey(args[0])) {
            commands.keySet().retainAll(Set.of(args[0]));
        }
        commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
        return line;
    }

    /** A command as the list of all shows it, without its options. */
    private static CommandSpec outline(Object command) {
        CommandSpec outline = CommandSpec.create();
        outline.usageMessage()
                .description(command.getClass().getAnnotation(Command.class).description());
        return outline;
    }

    /** Where nothing is logged: the log's filter is not there to mask what a library says. */
    static String masked(Throwable thrown) {
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        return Secrets.mask(trace.toString());
    }

    private static int execute(String... args) {
        CommandLine line = line(args);
        line.setExecutionExceptionHandler((thrown, command, parsed) -> {
            OutOfMemory.end(thrown);
            if (thrown instanceof UserError mistake) {
                command.getErr().println(mistake.getMessage());
                return ExitCode.MISTAKE.number();
            }
            if (Logs.isQuiet()) {
                command.getErr().println(masked(thrown));
            } else {
                LoggerFactory.getLogger(Bokbuss.class).error("unexpected failure", thrown);
            }
            return ExitCode.UNEXPECTED.number();
        });
        line.setExecutionStrategy(Bokbuss::execute);
        answerVersion(line);
        if (args.length == 0) {
            line.usage(line.getErr());
            return ExitCode.MISTAKE.number();
        }
        return line.execute(args);
    }

    /** Before a command does anything, the log becomes what its configuration wants. */
    private static int execute(ParseResult parsed) {
        ParseResult command = parsed;
        while (command.hasSubcommand()) {
            command = command.subcommand();
        }
        if (!command.isUsageHelpRequested() && !command.isVersionHelpRequested()) {
            formatLog(command.commandSpec());
        }
        return new RunLast().execute(parsed);
    }

    private static void formatLog(CommandSpec command) {
        try {
            command.mixins().values().stream()
                    .map(CommandSpec::userObject)
                    .filter(Options.class::isInstance)
                    .forEach(options -> ((Options) options).log());
        } catch (UserError mistake) {
            throw new ExecutionException(command.commandLine(), mistake.getMessage(), mistake);
        }
    }

    /** {@code --version} is an option of all commands. */
    private static void answerVersion(CommandLine line) {
        line.getSubcommands().values().forEach(each -> {
            each.getCommandSpec().versionProvider(new Version());
            answerVersion(each);
        });
    }

    /** The version the build wrote down. */
    private static String version() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Bokbuss.class.getResourceAsStream("/org/bokbuss/version.properties")) {
            properties.load(in);
        }
        return "bokbuss " + properties.getProperty("version");
    }

    /** The same for the commands. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            return new String[] {version()};
        }
    }
}
