package org.bokbuss.check;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bokbuss.config.Finding;
import org.bokbuss.config.UserError;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/**
 * What Camel throws while it loads routes, in one sentence for the person who wrote them: no stack trace, no names of
 * Camel's classes, and no values, since a value may be a secret. The patterns are the texts of Camel 4.18.
 */
public final class CamelFailure {

    private static final Pattern MARK = Pattern.compile("in file:(.+?), line (\\d+), column (\\d+)");
    private static final Pattern SOURCE = Pattern.compile("\\(source: (?:file:)?([^()]+?)(?::(\\d+))?\\)");
    private static final Pattern RESOURCE = Pattern.compile("[Rr]esource(?: is empty)?: file:(\\S+\\.ya?ml)");
    private static final Pattern ROUTE = Pattern.compile("Failed to (?:create|start) route: (\\S+)");
    private static final Pattern STEP = Pattern.compile(">>> (\\w+)\\[([^?\\]{]*)");
    private static final Pattern CLASS_NAME =
            Pattern.compile("(?<![\\w.])(?:[a-z]\\w*+\\.)++([A-Z][\\w$]*)(?:@[0-9a-f]+)?(?::\\s)?");

    /** A text of Camel's, and how Bokbuss puts it. */
    private record Saying(Pattern pattern, boolean inRoute, Function<MatchResult, String> sentence) {}

    /** What the compiler says of a route in Java: file, line, fault, and the lines below it. */
    private static final Pattern COMPILER = Pattern.compile("(?m)^/?(\\S+\\.java):(\\d+): error: (.+)$");

    private static final List<Saying> SAYINGS = List.of(
            file(
                    COMPILER.pattern() + "(?:\\R(?!/?\\S+\\.java:).*){0,4}?\\R\\s+symbol:\\s+(.+)",
                    m -> m.group(3) + ": " + m.group(4).replaceAll("\\b[a-z]\\w*+\\.(?=\\w)", "")),
            file(COMPILER.pattern(), m -> m.group(3)),
            file(
                    "Unknown node id: (\\S+)",
                    m -> "Camel knows no '" + m.group(1) + "' here: check the spelling and the indentation"),
            file(
                    "Unsupported field: (\\S+)",
                    m -> "Camel knows no option '" + m.group(1) + "' here: check the spelling and the indentation"),
            file(
                    "Node should have only have 1 key, was: \\d+ keys: \\[(.+?)\\]",
                    m -> "one step holds " + m.group(1).replace(",", " and ")
                            + ": begin each step with its own '- ' and check the indentation"),
            file(
                    "Unable to find constructor for node",
                    m -> "Camel expects a name and a colon here, such as '- to: ...'"),
            file("Resource is empty: ", m -> "the file is empty: write what it should hold or take it away"),
            step("Property with key \\[(.+?)\\] not found", m -> Placeholders.unset(m.group(1))),
            file(
                    "Duplicate (?:route )?ids? detected: (.+?)\\. Please",
                    m -> "route id '" + m.group(1) + "' is used more than once: give each route its own"),
            step(
                    "Multiple consumers for the same endpoint is not allowed: ([^\\s?]+)",
                    m -> "another route begins at " + m.group(1) + " too: let each begin at its own"),
            step(
                    "Route template (\\S+) the following mandatory parameters must be provided: (.+)",
                    m -> template(m.group(1)) + " lacks " + plural(m.group(2)) + ": add "
                            + (m.group(2).contains(",") ? "them" : "it") + " to its parameters"),
            step(
                    "Cannot find RouteTemplate with id (\\S+)",
                    m -> "there is no route template '" + m.group(1) + "': check the spelling"),
            step(
                    "Resource not found: \\S*kamelets/(\\S+)\\.kamelet\\.yaml",
                    m -> "unknown kamelet '" + m.group(1) + "': there is no kamelets/" + m.group(1) + ".kamelet.yaml"),
            step("Resource not found: (?:file:)?(.+)", m -> "there is no file " + m.group(1) + ": check the path"),
            step(
                    "Unknown parameters=\\[\\{(.*)\\}\\]",
                    m -> "unknown " + plural(keys(m.group(1))) + ": check the spelling"),
            step(
                    "No endpoint could be found for: (\\w[\\w+.-]*):",
                    m -> "there is no Camel component '" + m.group(1) + "': "
                            + CamelLibraries.advice("component", m.group(1))),
            step(
                    "Data format '(.+?)' could not be created",
                    m -> "there is no data format '" + m.group(1) + "': "
                            + CamelLibraries.advice("dataformat", m.group(1))),
            step(
                    "No language could be found for: (\\S+)",
                    m -> "there is no expression language '" + m.group(1) + "': "
                            + CamelLibraries.advice("language", m.group(1))),
            step(
                    "No bean could be found in the registry for: (\\S+)",
                    m -> "there is no bean '" + m.group(1) + "': check the spelling, or declare it under 'beans:'"),
            step(
                    "CronExpression '(.+?)' is invalid",
                    m -> "'" + m.group(1) + "' is not "
                            + ValueKind.CRON.unmetBy("").orElseThrow()),
            file(
                    "Error binding property \\((camel\\.[\\w.-]+)=",
                    m -> "the setting '" + m.group(1)
                            + "' is unknown to Camel or has a value that does not fit: check both"),
            step(
                    "Error binding property \\(.*?\\) with name: (\\S+)",
                    m -> "the value of '" + m.group(1) + "' does not fit: check it against Camel's description"),
            step(
                    "(?s)^(\\S.+?) at location \\d+\\s+(\\$\\{.*?)\\s*\\*?\\s*$",
                    m -> "the expression " + m.group(2).strip() + " cannot be read (" + m.group(1) + ")"),
            step("has no output processors", m -> "the route has no steps: add them under 'from', as 'steps:'"),
            file("FromDefinition\\.getLabel", m -> "a route has no 'from': say where its messages come from"),
            file("Address already in use", m -> "the port is taken by another program: stop it, or set http.port"));

    private CamelFailure() {}

    /** The failure in one sentence, with the file and the line where Camel names them. */
    public static Finding explain(Throwable failure) {
        List<Throwable> causes = causes(failure);
        for (Throwable cause : causes) {
            if (cause instanceof UserError) {
                return placed(causes, false, cause.getMessage());
            }
        }
        for (Saying saying : SAYINGS) {
            for (Throwable cause : causes) {
                Matcher matcher = saying.pattern.matcher(text(cause));
                if (matcher.find()) {
                    return placed(causes, saying.inRoute, saying.sentence.apply(matcher));
                }
            }
        }
        for (Throwable cause : causes) {
            if (cause instanceof MarkedYamlEngineException yaml && yaml.getProblem() != null) {
                Path file =
                        yaml.getProblemMark().map(mark -> path(mark.getName())).orElse(null);
                return YamlFile.syntax(file, yaml);
            }
            if (cause instanceof ClassNotFoundException || cause instanceof NoClassDefFoundError) {
                String name = String.valueOf(cause.getMessage()).replace('/', '.');
                return placed(
                        causes,
                        true,
                        "there is no class " + name + ": check the spelling, or put its library into ext/");
            }
        }
        return placed(causes, true, unheardOf(causes));
    }

    private static Saying file(String pattern, Function<MatchResult, String> sentence) {
        return new Saying(Pattern.compile(pattern), false, sentence);
    }

    private static Saying step(String pattern, Function<MatchResult, String> sentence) {
        return new Saying(Pattern.compile(pattern), true, sentence);
    }

    /** Deepest first: the deepest says most, and outer texts repeat it. */
    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null && !causes.contains(cause); cause = cause.getCause()) {
            causes.add(0, cause);
        }
        return causes;
    }

    private static String text(Throwable cause) {
        return cause.getMessage() == null ? "" : cause.getMessage();
    }

    private static Finding placed(List<Throwable> causes, boolean inRoute, String sentence) {
        Optional<MatchResult> place = first(causes, COMPILER)
                .or(() -> first(causes, MARK))
                .or(() -> first(causes, SOURCE))
                .or(() -> first(causes, RESOURCE));
        int line = place.filter(it -> it.groupCount() > 1 && it.group(2) != null)
                .map(it -> Integer.parseInt(it.group(2)))
                .orElse(0);
        String where = inRoute ? where(causes) : "";
        return Finding.error(place.map(it -> path(it.group(1))).orElse(null), line, where + sentence);
    }

    /** The route and the step in it; of the step's address only what stands before its parameters. */
    private static String where(List<Throwable> causes) {
        return first(causes, ROUTE)
                .map(route -> "in route '" + route.group(1) + "'"
                        + first(causes, STEP)
                                .filter(step -> !step.group(1).equals("From"))
                                .map(step -> ", step " + step(step))
                                .orElse("")
                        + ": ")
                .orElse("");
    }

    private static String step(MatchResult step) {
        String name = step.group(1).substring(0, 1).toLowerCase(Locale.ROOT)
                + step.group(1).substring(1);
        // Anything but an address is Camel's inner picture of the step.
        return step.group(2).matches("[a-z][a-z0-9+-]*:\\S+") ? name + " " + step.group(2) : name;
    }

    private static Optional<MatchResult> first(List<Throwable> causes, Pattern pattern) {
        return causes.stream()
                .map(cause -> pattern.matcher(text(cause)))
                .filter(Matcher::find)
                .map(Matcher::toMatchResult)
                .findFirst();
    }

    private static Path path(String name) {
        return Path.of(name.startsWith("file:") ? name.substring("file:".length()) : name);
    }

    private static String keys(String settings) {
        return Arrays.stream(settings.split(", "))
                .map(setting -> setting.replaceFirst("=.*", ""))
                .collect(Collectors.joining(", "));
    }

    /** To Camel a kamelet is a route template too; its suffix tells it apart. */
    private static String template(String name) {
        return (name.matches(".*-(source|sink|action)") ? "kamelet " : "route template ") + name;
    }

    private static String plural(String names) {
        List<String> each = Arrays.stream(names.split(", ")).sorted().toList();
        String quoted = each.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
        return (each.size() > 1 ? "parameters " : "parameter ") + quoted;
    }

    /** The first line of the deepest text, without names of classes. */
    private static String unheardOf(List<Throwable> causes) {
        return causes.stream()
                .map(cause -> CLASS_NAME.matcher(text(cause)).replaceAll("").strip())
                .filter(text -> !text.isEmpty())
                .map(text -> "Camel could not load the routes: "
                        + text.lines().findFirst().orElse(""))
                .findFirst()
                .orElse("Camel could not load the routes and gives no reason: start again with debug logging");
    }
}
