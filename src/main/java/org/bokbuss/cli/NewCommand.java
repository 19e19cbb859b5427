package org.bokbuss.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bokbuss.check.Kamelet;
import org.bokbuss.check.Kamelets;
import org.bokbuss.config.Suggestion;
import org.bokbuss.config.UserError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code new}: a route and its test, to go on from. */
@Command(
        name = "new",
        description = "Writes a route and its test from a source and a sink; asks for what is not given.",
        mixinStandardHelpOptions = true)
final class NewCommand implements Callable<Integer> {
    /** What is asked of a source that needs nothing: without it, it would bring everything. */
    private static final Map<String, String> WORTH_ASKING = Map.of(
            "bibdb-libraries-source", "filter",
            "libris-changes-source", "heldBy",
            "libris-oaipmh-source", "set",
            "nb-catalog-source", "query");

    /** What each sink is given beside what it needs. */
    private static final Map<String, Map<String, String>> GIVEN = Map.of(
            "record-file-sink", Map.of("format", "cloudevents"),
            "record-http-sink", Map.of("body", "cloudevents"));

    private static final String MARC = """
                  <record xmlns="http://www.loc.gov/MARC21/slim">
                    <leader>00000nam a2200000 a 4500</leader>
                    <controlfield tag="001">1</controlfield>
                    <datafield tag="245" ind1="1" ind2="0"><subfield code="a">Title</subfield></datafield>
                  </record>
            """;

    private static final String JSON = """
                  { "title": "Title" }
            """;

    @Mixin
    private Options options;

    @Parameters(paramLabel = "NAME", description = "The new pipeline's name")
    private String name;

    @Option(
            names = "--source",
            paramLabel = "KAMELET",
            description = "Where records come from, such as libris-oaipmh-source")
    private String source;

    @Option(names = "--sink", paramLabel = "KAMELET", description = "Where they go, such as record-file-sink")
    private String sink;

    @Option(
            names = "--with",
            paramLabel = "PARAMETER=VALUE",
            description = "A parameter of the source, or else of the sink; may be repeated")
    private Map<String, String> with = new LinkedHashMap<>();

    private final Kamelets kamelets = new Kamelets(NewCommand.class.getClassLoader(), Path.of("kamelets"));

    @Override
    public Integer call() throws IOException {
        if (!name.matches("\\p{Alnum}[\\p{Alnum}._-]{0,99}")) {
            throw new UserError(
                    "'" + name + "' is no name of a pipeline: a name has letters, digits, '.', '_' and '-', and"
                            + " begins with a letter or digit");
        }
        Path route = options.routes.resolve(name + ".camel.yaml");
        Path test = RouteTests.of(route);
        for (Path file : List.of(route, test)) {
            if (Files.exists(file)) {
                throw new UserError(file + " is there already: choose another name");
            }
        }
        Kamelet from = chosen("source", source, "Where do the records come from?");
        Map<String, String> fromParameters = parameters(from, asked(from));
        Kamelet to = chosen("sink", sink, "Where do they go?");
        Map<String, String> toParameters = parameters(to, Optional.empty());
        if (!with.isEmpty()) {
            throw new UserError(
                    from.name() + " and " + to.name() + " have no parameter " + String.join(", ", with.keySet()));
        }
        Files.createDirectories(options.routes);
        Files.writeString(route, route(from, fromParameters, to, toParameters));
        Files.writeString(test, test(from, to));
        System.out.println("wrote " + route + " and " + test);
        System.out.println("next: check --offline, test, try " + name + ", once " + name);
        return ExitCode.COMPLETE.number();
    }

    private List<String> names(String type) {
        return kamelets.names().stream()
                .flatMap(each -> kamelets.find(each).stream())
                .filter(kamelet -> kamelet.type().equals(type))
                .map(Kamelet::name)
                // The others take holdings or whole records of Libris, which no source brings.
                .filter(each -> type.equals("source") || each.startsWith("record-"))
                .toList();
    }

    private Kamelet chosen(String type, String given, String question) {
        List<String> names = names(type);
        String answer = given != null ? given : ask(question, names, type);
        String suffix = "-" + type;
        return List.of(answer, answer + suffix, "record-" + answer + suffix).stream()
                .filter(names::contains)
                .findFirst()
                .flatMap(kamelets::find)
                .orElseThrow(() -> new UserError("there is no " + type + " " + answer + " to begin with"
                        + Suggestion.suggestion(answer.replaceFirst(suffix + "$", "") + suffix, names) + "; there are: "
                        + String.join(", ", names)));
    }

    private static String ask(String question, List<String> names, String type) {
        Console person = System.console();
        if (person == null) {
            throw new UserError("say --" + type + ": one of " + String.join(", ", names));
        }
        System.out.println(question);
        IntStream.range(0, names.size()).forEach(i -> System.out.println("  " + (i + 1) + "  " + names.get(i)));
        String answer = answer(person, "number or name: ");
        return answer.matches("\\d{1,3}") && Integer.parseInt(answer) >= 1 && Integer.parseInt(answer) <= names.size()
                ? names.get(Integer.parseInt(answer) - 1)
                : answer;
    }

    private static String answer(Console person, String prompt) {
        String line = person.readLine("%s", prompt);
        return line == null ? "" : line.strip();
    }

    private static Optional<String> asked(Kamelet from) {
        return from.required().stream()
                .filter(each -> !each.equals("pipeline"))
                .findFirst()
                .or(() -> Optional.ofNullable(WORTH_ASKING.get(from.name())));
    }

    /** What was given, what is asked for, and what is needed, in the order of the kamelet's page. */
    private Map<String, String> parameters(Kamelet kamelet, Optional<String> asked) {
        Map<String, String> values = new LinkedHashMap<>();
        kamelet.properties().forEach((parameter, property) -> {
            String given = with.remove(parameter);
            boolean wanted = asked.filter(parameter::equals).isPresent();
            if (given != null) {
                values.put(parameter, given);
            } else if (parameter.equals("pipeline") && kamelet.type().equals("source")) {
                values.put(parameter, name);
            } else if (wanted || kamelet.required().contains(parameter)) {
                values.put(parameter, wanted ? valueOf(kamelet, parameter, property) : byDefault(parameter, property));
            } else if (GIVEN.getOrDefault(kamelet.name(), Map.of()).containsKey(parameter)) {
                values.put(parameter, GIVEN.get(kamelet.name()).get(parameter));
            }
        });
        return values;
    }

    private String valueOf(Kamelet kamelet, String parameter, Kamelet.Property property) {
        String proposed = byDefault(parameter, property);
        Console person = source == null ? System.console() : null;
        if (person == null) {
            return proposed;
        }
        System.out.println("Which " + parameter + "? " + property.description());
        String answer = answer(person, parameter + " [" + proposed + "]: ");
        return answer.isEmpty() ? proposed : answer;
    }

    private String byDefault(String parameter, Kamelet.Property property) {
        return switch (parameter) {
            case "directory" -> "out/" + name;
            case "topic" -> name;
            default -> property.example().orElse("");
        };
    }

    private String route(
            Kamelet from, Map<String, String> fromParameters, Kamelet to, Map<String, String> toParameters) {
        return """
                # %s
                # yaml-language-server: $schema=../schema/routes.schema.json
                - route:
                    id: %s
                    from:
                      uri: kamelet:%s
                      parameters:
                %s
                      steps:
                        # Your own steps stand here.
                        - to:
                            uri: kamelet:%s
                            parameters:
                %s
                """.formatted(
                        from.title() + " to " + to.title(),
                        quoted(name),
                        from.name(),
                        lines(fromParameters, 8),
                        to.name(),
                        lines(toParameters, 14));
    }

    private static String lines(Map<String, String> parameters, int indent) {
        return parameters.entrySet().stream()
                .map(each -> " ".repeat(indent) + each.getKey() + ": " + quoted(each.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private static String quoted(String value) {
        return value.matches("[A-Za-z][A-Za-z0-9./_-]*") && !value.matches("(?i)true|false|yes|no|on|off|null")
                ? value
                : "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static String test(Kamelet from, Kamelet to) {
        boolean marc = from.name().matches(".*(oaipmh|marc-export|sru|xsearch)-source");
        return """
                - name: a record and a deletion arrive
                  records:
                    - subject: "urn:example:1"
                      type: changed
                      datacontenttype: %1$s
                      body: |
                %2$s    - subject: "urn:example:2"
                      type: deleted
                      body: ""
                  messages:
                    - to: kamelet:%3$s
                      subject: "urn:example:1"
                      type: changed
                      text: Title
                    - to: kamelet:%3$s
                      subject: "urn:example:2"
                      type: deleted
                """.formatted(
                marc ? "application/marcxml+xml" : "application/json", (marc ? MARC : JSON).indent(2), to.name());
    }
}
