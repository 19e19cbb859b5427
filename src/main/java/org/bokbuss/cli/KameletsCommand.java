package org.bokbuss.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.bokbuss.check.Kamelet;
import org.bokbuss.check.Kamelets;
import org.bokbuss.config.Suggestion;
import org.bokbuss.config.UserError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kamelets}: the catalogue in the terminal. */
@Command(
        name = "kamelets",
        description =
                "Lists the sources, sinks and actions; of one, what it does, its parameters, its headers and an example.",
        mixinStandardHelpOptions = true)
final class KameletsCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", arity = "0..1", description = "The kamelet to describe (default: list all)")
    private String name;

    @Option(names = "--json", description = "For programs: all, or the parameters of one")
    private boolean json;

    private final Kamelets kamelets = new Kamelets(KameletsCommand.class.getClassLoader(), Path.of("kamelets"));

    @Override
    public Integer call() throws IOException {
        if (name == null && json) {
            Table.json(rows());
        } else if (name == null) {
            new Table("type", "name", "does").print(rows());
        } else if (json) {
            Table.json(parameters(kamelets.find(name).orElseThrow(this::unknown)));
        } else {
            describe(kamelets.find(name).orElseThrow(this::unknown));
        }
        return ExitCode.COMPLETE.number();
    }

    private UserError unknown() {
        return new UserError("there is no kamelet " + name + Suggestion.suggestion(name, kamelets.names())
                + " (kamelets lists them all)");
    }

    private List<Map<String, Object>> rows() {
        return List.of("source", "sink", "action").stream()
                .flatMap(type -> kamelets.names().stream()
                        .flatMap(each -> kamelets.find(each).stream())
                        .filter(kamelet -> kamelet.type().equals(type)))
                .map(kamelet -> {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("type", kamelet.type());
                    row.put("name", kamelet.name());
                    row.put("does", firstSentence(kamelet.description()));
                    return row;
                })
                .toList();
    }

    private static List<Map<String, Object>> parameters(Kamelet kamelet) {
        return kamelet.properties().entrySet().stream()
                .map(parameter -> {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("name", parameter.getKey());
                    row.put("description", parameter.getValue().description());
                    row.put("required", kamelet.required().contains(parameter.getKey()));
                    row.put("default", parameter.getValue().defaultValue().orElse(null));
                    row.put("values", parameter.getValue().allowed());
                    return row;
                })
                .toList();
    }

    private static String firstSentence(String text) {
        return text.replaceFirst("(?s)[.:;] .*", "");
    }

    private void describe(Kamelet kamelet) throws IOException {
        System.out.println(kamelet.name() + "\n\n" + kamelet.description() + "\n\nParameters:");
        kamelet.properties()
                .forEach((parameter, property) -> System.out.println("  " + parameter
                        + (kamelet.required().contains(parameter)
                                ? " (required)"
                                : property.defaultValue()
                                        .map(value -> " (default: '" + value + "')")
                                        .orElse(""))
                        + "\n      " + property.description()
                        + (property.allowed().isEmpty()
                                ? ""
                                : "\n      one of: " + String.join(", ", property.allowed()))));
        if (!kamelet.headers().isEmpty()) {
            System.out.println("\nHeaders:");
            kamelet.headers().forEach((header, meaning) -> System.out.println("  " + header + "\n      " + meaning));
        }
        System.out.print(more());
    }

    /** The example and what is good to know, as they stand on the kamelet's page; nothing of a team's own. */
    private String more() throws IOException {
        try (InputStream page = KameletsCommand.class.getResourceAsStream("/kamelets/" + name + ".md")) {
            return page == null ? "" : "\n" + new String(page.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
