package org.bokbuss.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bokbuss.config.Key;
import org.bokbuss.config.Secrets;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;
import org.bokbuss.observe.Logs;
import org.bokbuss.state.State;
import picocli.CommandLine.Option;

/** The options of all commands, and the configuration they name. */
final class Options {
    private static final Path DEFAULT_CONFIG = Path.of("config/application.properties");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration; may be repeated, the last one wins (default: config/application.properties)")
    List<Path> config = List.of();

    @Option(
            names = "--routes",
            paramLabel = "DIR",
            defaultValue = "routes",
            description = "The folder of route files (default: ${DEFAULT-VALUE})")
    Path routes;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Sets a key of the configuration; may be repeated")
    Map<String, String> set = new LinkedHashMap<>();

    private Properties files;

    /** The files there are; the default one may be missing. */
    List<Path> configFiles() {
        for (Path file : config) {
            if (!Files.isReadable(file)) {
                throw new UserError(file + ": there is no such file that can be read; give another with --config");
            }
        }
        if (config.isEmpty()) {
            return Files.isReadable(DEFAULT_CONFIG) ? List.of(DEFAULT_CONFIG) : List.of();
        }
        return config;
    }

    /** All keys that files and {@code --set} name. */
    Set<String> names() {
        Set<String> names = new TreeSet<>(fromFiles().stringPropertyNames());
        names.addAll(set.keySet());
        return names;
    }

    /** The same with the values that count: the environment wins over the files. */
    Map<String, String> resolved() {
        return names().stream()
                .flatMap(name -> Stream.of(name, name.replaceFirst("\\.file$", "")))
                .distinct()
                .filter(name -> property(name).isPresent())
                .collect(Collectors.toMap(
                        Function.identity(), key -> property(key).orElseThrow()));
    }

    /** Read once: every placeholder and every key asks. */
    private Properties fromFiles() {
        if (files == null) {
            files = read();
        }
        return files;
    }

    private Properties read() {
        Properties properties = new Properties();
        for (Path file : configFiles()) {
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
                properties.forEach((key, value) -> Secrets.learn((String) key, (String) value));
            } catch (IOException | IllegalArgumentException e) {
                throw new UserError(file + " cannot be read: " + e.getMessage(), e);
            }
        }
        return properties;
    }

    /**
     * A key's value from {@code --set}, system properties, environment or files, in this order; at each of these places
     * it may stand in a file of its own that {@code KEY.file} names.
     */
    Optional<String> property(String key) {
        return Stream.<UnaryOperator<String>>of(
                        set::get, System::getProperty, Options::variable, fromFiles()::getProperty)
                .flatMap(place -> valueAt(place, key).stream())
                .findFirst()
                .map(value -> learned(key, value));
    }

    private static String learned(String key, String value) {
        Secrets.learn(key, value);
        return value;
    }

    private static Optional<String> valueAt(UnaryOperator<String> place, String key) {
        return Optional.ofNullable(place.apply(key))
                .or(() -> Key.named(key).flatMap(known -> Optional.ofNullable(place.apply(key + ".file"))
                        .map(known::readFrom)));
    }

    private static String variable(String key) {
        return Optional.ofNullable(System.getenv(key)).orElseGet(() -> System.getenv(Settings.environmentName(key)));
    }

    /** The keys of Bokbuss that the environment sets. */
    Map<String, String> environment() {
        Map<String, String> set = new TreeMap<>();
        Stream.of(Key.values()).map(Key::text).forEach(key -> Optional.ofNullable(variable(key))
                .ifPresent(value -> set.put(key, value)));
        return set;
    }

    Settings settings() {
        return new Settings(this::property);
    }

    /** Has the log written as the configuration says. */
    void log() {
        Logs.configure(settings(), names(), key -> property(key).orElse(""));
    }

    /** The state, for commands that need no Camel. */
    State state() {
        return State.open(settings());
    }
}
