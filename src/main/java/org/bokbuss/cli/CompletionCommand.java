package org.bokbuss.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bokbuss.check.Kamelets;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Parameters;

/** {@code completion}: what a shell needs to complete commands, options and names of pipelines. */
@Command(
        name = "completion",
        description = "Prints the completion script of a shell: bash, zsh or fish.",
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
    /** Whose script; named as the shells are. */
    enum Shell {
        bash,
        zsh,
        fish
    }

    /** Read by the shell itself: a program that starts at each key would be too slow. */
    private static final String PIPELINES = """
            sed -n -e 's/.*pipeline: *["'\\'']\\{0,1\\}\\([A-Za-z0-9][A-Za-z0-9._-]*\\).*/\\1/p' \
            -e 's/.*[?&]pipeline=\\([A-Za-z0-9][A-Za-z0-9._-]*\\).*/\\1/p' routes/* 2>/dev/null | sort -u""";

    private static final String FUNCTION = "__bokbuss_pipelines";
    private static final String CALL = "$(" + FUNCTION + ")";

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    private Shell shell;

    @Override
    public Integer call() {
        CommandLine bokbuss = Bokbuss.whole();
        candidates(bokbuss.getCommandSpec());
        System.out.print(shell == Shell.fish ? fish(bokbuss) : bash(bokbuss));
        return ExitCode.COMPLETE.number();
    }

    /** Also for zsh, which picocli's script makes understand bash's. */
    private static String bash(CommandLine bokbuss) {
        String script = AutoComplete.bash("bokbuss", bokbuss);
        // Without the quotation marks: a word a pipeline.
        return FUNCTION + "() {\n  " + PIPELINES + "\n}\n\n" + script.replace("\"" + CALL + "\"", CALL);
    }

    /** Says of each parameter what can stand there. */
    private static void candidates(CommandSpec command) {
        for (PositionalParamSpec parameter : List.copyOf(command.positionalParameters())) {
            List<String> names = names(parameter.paramLabel());
            if (!names.isEmpty()) {
                command.remove(parameter);
                command.add(parameter.toBuilder().completionCandidates(names).build());
            }
        }
        command.subcommands().values().forEach(each -> candidates(each.getCommandSpec()));
    }

    private static List<String> names(String label) {
        if (label.startsWith("PIPELINE")) {
            return List.of(CALL);
        }
        return label.equals("NAME")
                ? List.copyOf(new Kamelets(CompletionCommand.class.getClassLoader(), Path.of("kamelets")).names())
                : List.of();
    }

    /** Picocli has none for fish. */
    private static String fish(CommandLine bokbuss) {
        List<String> lines = new ArrayList<>();
        lines.add("function " + FUNCTION + "\n  " + PIPELINES + "\nend\n");
        lines.add("complete -c bokbuss -f");
        fish(bokbuss, "__fish_use_subcommand", lines);
        return String.join("\n", lines) + "\n";
    }

    private static void fish(CommandLine command, String when, List<String> lines) {
        String condition = "complete -c bokbuss -n " + quoted(when);
        command.getSubcommands().forEach((name, each) -> {
            lines.add(condition + " -a " + name + " -d " + quoted(description(each.getCommandSpec())));
            fish(each, below(when, name, List.copyOf(each.getSubcommands().keySet())), lines);
        });
        for (OptionSpec option : command.getCommandSpec().options()) {
            lines.add(condition + names(option) + (option.arity().max() > 0 ? " -r -F" : "") + values(option) + " -d "
                    + quoted(String.join(" ", option.description())));
        }
        for (PositionalParamSpec parameter : command.getCommandSpec().positionalParameters()) {
            String values = values(parameter);
            lines.add(condition + (values.isEmpty() ? " -F" : values));
        }
    }

    private static String below(String when, String name, List<String> further) {
        String seen = "__fish_seen_subcommand_from " + name;
        String not = further.isEmpty() ? "" : "; and not __fish_seen_subcommand_from " + String.join(" ", further);
        return (when.equals("__fish_use_subcommand") ? "" : when.replaceFirst("; and not .*", "") + "; and ")
                + seen
                + not;
    }

    private static String names(OptionSpec option) {
        return Stream.of(option.names())
                .map(name -> name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1))
                .collect(Collectors.joining());
    }

    private static String values(ArgSpec argument) {
        if (argument.completionCandidates() == null) {
            return "";
        }
        List<String> values = new ArrayList<>();
        argument.completionCandidates().forEach(value -> values.add(value.replaceFirst("^\\$", "")));
        return values.isEmpty() ? "" : " -a " + quoted(String.join(" ", values));
    }

    private static String description(CommandSpec command) {
        return String.join(" ", command.usageMessage().description());
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
