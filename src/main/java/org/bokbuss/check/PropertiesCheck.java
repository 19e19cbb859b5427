package org.bokbuss.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bokbuss.config.Finding;
import org.bokbuss.config.Key;
import org.bokbuss.config.PropertiesLines;
import org.bokbuss.config.Settings;
import org.bokbuss.config.Suggestion;

/**
 * Finds misspelt keys and values that do not fit in a file of settings. Only keys under Bokbuss's own prefixes are looked
 * at; {@code camel.} and all others pass. Values are repeated in messages only for keys that never hold a secret.
 */
public final class PropertiesCheck {

    /** The first words of our keys, each with its dot. */
    static final Set<String> PREFIXES = Stream.of(Key.values())
            .map(key -> key.text().replaceFirst("\\..*", "."))
            .collect(Collectors.toSet());

    /** {@code libris.client-secret.file} names the file that holds the secret. */
    private static final String FROM_FILE = "\\.file$";

    /** What looks like an address, or may hold a login. */
    private static final Pattern ADDRESS = Pattern.compile("[:@?#]");

    private final Map<String, ConfigurationKey> known = new TreeMap<>();

    /** A check that knows these keys. */
    public PropertiesCheck(Collection<ConfigurationKey> keys) {
        keys.forEach(key -> known.put(key.name(), key));
    }

    /**
     * All mistakes in the file, in its order.
     *
     * @param namedInRoutes keys that routes use in placeholders, and that are known for it: see
     *     {@link CheckedRoutes#settings()}
     */
    public List<Finding> check(Path file, Set<String> namedInRoutes) {
        String text;
        try {
            // Bytes that are not UTF-8 become replacement characters: they can only stand in free texts.
            text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return List.of(Finding.error(
                    file, 0, "cannot be read: check that the file is there, or name another one with --config"));
        }
        List<Finding> findings = new ArrayList<>();
        Map<String, Integer> lines = new HashMap<>();
        for (PropertiesLines.Setting setting : PropertiesLines.of(text)) {
            if (setting.isMalformed()) {
                findings.add(
                        Finding.error(file, setting.line(), "holds a malformed \\uXXXX: write \\\\ for a backslash"));
                continue;
            }
            Integer first = lines.putIfAbsent(setting.key(), setting.line());
            if (first != null) {
                findings.add(Finding.warning(
                        file,
                        setting.line(),
                        "'" + setting.key() + "' is set a second time (first on line " + first
                                + "), and this one counts: keep one of them"));
            }
            problem(setting.key(), setting.value(), namedInRoutes)
                    .ifPresent(message -> findings.add(Finding.error(file, setting.line(), message)));
        }
        return findings;
    }

    /**
     * All mistakes in settings that stand in no file.
     *
     * @param origin where they do stand, {@code --set}: messages begin with it
     */
    public List<Finding> check(String origin, Map<String, String> settings, Set<String> namedInRoutes) {
        List<Finding> findings = new ArrayList<>();
        settings.forEach((key, value) -> problem(key, value, namedInRoutes)
                .ifPresent(message -> findings.add(Finding.error(null, 0, origin + ": " + message))));
        return findings;
    }

    private Optional<String> problem(String name, String value, Set<String> namedInRoutes) {
        ConfigurationKey key = known.get(name.replaceFirst(FROM_FILE, ""));
        if (key != null && !name.equals(key.name())) {
            return Optional.empty();
        }
        if (key == null && name.startsWith(Key.LOG_LEVEL.text() + ".")) {
            key = known.get(Key.LOG_LEVEL.text());
        }
        if (key != null) {
            return malformed(name, key, value.strip());
        }
        boolean ours = PREFIXES.stream().anyMatch(name::startsWith);
        return ours && !namedInRoutes.contains(name)
                ? Optional.of("unknown key '" + name + "'"
                        + Suggestion.to(name, known.keySet())
                                .map(near -> "; did you mean '" + near + "'?")
                                .orElse(": nothing reads it, so take it away or correct it"))
                : Optional.empty();
    }

    private static Optional<String> malformed(String name, ConfigurationKey key, String value) {
        // A placeholder has its value elsewhere.
        if (value.contains("{{")) {
            return Optional.empty();
        }
        if (key.name().endsWith("-url") && ADDRESS.matcher(value).find() && !Settings.isAddress(value)) {
            // Not repeated: it may hold a password.
            return Optional.of("'" + key.name() + "' is not an address that can be used: " + Settings.WANTED_ADDRESS);
        }
        String is = "'" + name + "' is '" + value + "', not ";
        if (!key.allowed().isEmpty()) {
            return key.allowed().contains(value)
                    ? Optional.empty()
                    : Optional.of(is + "one of " + String.join(", ", key.allowed())
                            + Suggestion.suggestion(value, key.allowed()));
        }
        return key.kind().unmetBy(value).map(wanted -> is + wanted);
    }
}
