package org.bokbuss.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.bokbuss.config.Secrets;
import org.bokbuss.config.UserError;
import org.bokbuss.observe.Logs;
import org.slf4j.Logger;
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
        subcommands = {
            RunCommand.class,
            OnceCommand.class,
            BackfillCommand.class,
            StatusCommand.class,
            LedgerCommand.class,
            PositionCommand.class,
            QuarantineCommand.class,
            HoldingsCommand.class,
            CheckCommand.class,
            ExplainCommand.class,
            SandboxCommand.class,
            DemoCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 complete, 1 unexpected failure, 2 usage or configuration,",
            "3 complete but records were set aside, 4 stopped incomplete (position kept: run again)."
        })
public final class Bokbuss {
    static {
        Logs.begin();
    }

    private static final Logger LOG = LoggerFactory.getLogger(Bokbuss.class);

    public static void main(String[] args) {
        OutOfMemory.watch();
        System.exit(run(args));
    }

    /** Runs a command. @return the exit code */
    public static int run(String... args) {
        Secrets.forget();
        return Terminal.during(() -> execute(args));
    }

    private static int execute(String... args) {
        CommandLine line = new CommandLine(new Bokbuss());
        line.setExecutionExceptionHandler((thrown, command, parsed) -> {
            if (thrown instanceof UserError mistake) {
                command.getErr().println(mistake.getMessage());
                return ExitCode.MISTAKE.number();
            }
            LOG.error("unexpected failure", thrown);
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
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            Properties properties = new Properties();
            try (InputStream in = Bokbuss.class.getResourceAsStream("/org/bokbuss/version.properties")) {
                properties.load(in);
            }
            return new String[] {"bokbuss " + properties.getProperty("version")};
        }
    }
}
