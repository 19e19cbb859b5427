package org.bokbuss.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
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
            "3 complete but records were set aside, 4 stopped incomplete (position kept: run again)."
        })
public final class Bokbuss {
    static {
        Logs.begin();
    }

    /** The commands that read the state and start nothing: what they have to say they print. */
    private static final Set<String> LOOKS = Set.of("status", "ledger", "position", "quarantine");

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
    private static final List<String> COMMANDS = List.of(
            "run",
            "once",
            "backfill",
            "status",
            "ledger",
            "position",
            "quarantine",
            "holdings",
            "check",
            "explain",
            "sandbox",
            "demo");

    private static Object command(String name) {
        return switch (name) {
            case "run" -> new RunCommand();
            case "once" -> new OnceCommand();
            case "backfill" -> new BackfillCommand();
            case "status" -> new StatusCommand();
            case "ledger" -> new LedgerCommand();
            case "position" -> new PositionCommand();
            case "quarantine" -> new QuarantineCommand();
            case "holdings" -> new HoldingsCommand();
            case "check" -> new CheckCommand();
            case "explain" -> new ExplainCommand();
            case "sandbox" -> new SandboxCommand();
            case "demo" -> new DemoCommand();
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Where the command is named first, it alone is made: to read all of them takes longer than most of them do. */
    private static CommandLine line(String... args) {
        CommandLine line = new CommandLine(new Bokbuss());
        List<String> wanted = args.length > 0 && COMMANDS.contains(args[0]) ? List.of(args[0]) : COMMANDS;
        wanted.forEach(name -> line.addSubcommand(name, command(name)));
        return line;
    }

    private static int execute(String... args) {
        CommandLine line = line(args);
        line.setExecutionExceptionHandler((thrown, command, parsed) -> {
            if (thrown instanceof UserError mistake) {
                command.getErr().println(mistake.getMessage());
                return ExitCode.MISTAKE.number();
            }
            if (Logs.isQuiet()) {
                thrown.printStackTrace(command.getErr());
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
