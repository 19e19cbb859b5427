package org.bokbuss.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Camel's <code>{{key}}</code> and <code>{{key:default}}</code>, resolved without Camel. */
final class Placeholders {

    // Innermost first: a default may itself hold a placeholder.
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{((?:(?!\\{\\{|\\}\\}).)+)\\}\\}");
    private static final Set<String> FUNCTIONS =
            Set.of("boolean", "service", "service.name", "service.host", "service.port");
    // A value may name another key, and that one this: enough rounds for any honest chain.
    private static final int ROUNDS = 20;

    private final Function<String, Optional<String>> properties;

    Placeholders(Function<String, Optional<String>> properties) {
        this.properties = properties;
    }

    /**
     * A text with its placeholders filled in.
     *
     * @param text the result; empty when it is only known once Camel runs, or when a key is missing
     * @param keys the keys that the text names
     * @param missing one sentence for each key that has neither value nor default
     */
    record Resolution(Optional<String> text, Set<String> keys, List<String> missing) {}

    /** Resolves a text; the keys in {@code open} get their value from a route template. */
    Resolution resolve(String text, Set<String> open) {
        Set<String> keys = new TreeSet<>();
        List<String> missing = new ArrayList<>();
        boolean known = true;
        String current = text;
        for (int round = 0; round < ROUNDS; round++) {
            Matcher matcher = PLACEHOLDER.matcher(current);
            StringBuilder next = new StringBuilder();
            boolean found = false;
            while (matcher.find()) {
                found = true;
                Value value = value(matcher.group(1), open, keys);
                value.missing.ifPresent(missing::add);
                known &= value.text.isPresent();
                matcher.appendReplacement(next, Matcher.quoteReplacement(value.text.orElse("")));
            }
            if (!found) {
                return new Resolution(known ? Optional.of(current) : Optional.empty(), keys, missing);
            }
            current = matcher.appendTail(next).toString();
        }
        return new Resolution(Optional.empty(), keys, missing);
    }

    private record Value(Optional<String> text, Optional<String> missing) {
        static final Value UNKNOWN = new Value(Optional.empty(), Optional.empty());
    }

    private Value value(String inside, Set<String> open, Set<String> keys) {
        int colon = inside.indexOf(':');
        String name = colon < 0 ? inside : inside.substring(0, colon);
        String rest = colon < 0 ? "" : inside.substring(colon + 1);
        if (name.equals("env") || name.equals("sys")) {
            return outside(name, rest);
        }
        if (isFunction(name) || open.contains(name)) {
            return Value.UNKNOWN;
        }
        if (name.startsWith("?")) {
            keys.add(name.substring(1));
            return properties.apply(name.substring(1)).map(Placeholders::of).orElse(Value.UNKNOWN);
        }
        boolean negated = name.startsWith("!");
        String key = negated ? name.substring(1) : name;
        keys.add(key);
        Optional<String> text = properties.apply(key).or(() -> colon < 0 ? Optional.empty() : Optional.of(rest));
        if (text.isEmpty()) {
            return new Value(Optional.empty(), Optional.of(unset(key)));
        }
        return negated ? Value.UNKNOWN : of(text.get());
    }

    private static Value outside(String function, String rest) {
        int colon = rest.indexOf(':');
        String name = colon < 0 ? rest : rest.substring(0, colon);
        boolean env = function.equals("env");
        String text = env ? System.getenv(name) : System.getProperty(name);
        if (text == null && colon >= 0) {
            text = rest.substring(colon + 1);
        }
        return text != null
                ? of(text)
                : missing(
                        function + ":" + name,
                        env ? "set the environment variable " + name : "start Java with -D" + name + "=VALUE");
    }

    private static Value of(String text) {
        return new Value(Optional.of(text), Optional.empty());
    }

    private static Value missing(String key, String todo) {
        return new Value(Optional.empty(), Optional.of(unset(key, todo)));
    }

    private static String unset(String key, String todo) {
        return "{{" + key + "}} is not set: " + todo;
    }

    /** What to say of a key that Camel, too, looked for in vain. */
    static String unset(String key) {
        return unset(key, "add it to config/application.properties or the environment (" + variable(key) + ")");
    }

    private static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
    }

    /** Camel looks a function up by a resource of its name, so that extensions are known too. */
    private static boolean isFunction(String name) {
        return FUNCTIONS.contains(name)
                || (name.matches("[\\w.-]+")
                        && Placeholders.class
                                        .getClassLoader()
                                        .getResource("META-INF/services/org/apache/camel/properties-function/" + name)
                                != null);
    }
}
