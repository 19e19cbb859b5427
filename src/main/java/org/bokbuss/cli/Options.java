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
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bokbuss.Mistake;
import org.bokbuss.Secrets;
import org.bokbuss.Settings;
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
                throw new Mistake(file + ": there is no such file that can be read; give another with --config");
            }
        }
        if (config.isEmpty()) {
            return Files.isReadable(DEFAULT_CONFIG) ? List.of(DEFAULT_CONFIG) : List.of();
        }
        return config;
    }

    /** All that files and {@code --set} say. */
    Properties properties() {
        Properties properties = new Properties();
        properties.putAll(fromFiles());
        properties.putAll(set);
        return properties;
    }

    /** The same keys with the values that count: the environment wins over the files. */
    Map<String, String> resolved() {
        return properties().stringPropertyNames().stream()
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
                throw new Mistake(file + " cannot be read: " + e.getMessage(), e);
            }
        }
        return properties;
    }

    /** A key's value from {@code --set}, system properties, environment or files, in this order. */
    Optional<String> property(String key) {
        return Optional.ofNullable(set.get(key))
                .or(() -> Optional.ofNullable(System.getProperty(key)))
                .or(() -> Optional.ofNullable(System.getenv(key)))
                .or(() -> Optional.ofNullable(System.getenv(Settings.environmentName(key))))
                .or(() -> Optional.ofNullable(fromFiles().getProperty(key)))
                .map(value -> learned(key, value));
    }

    private static String learned(String key, String value) {
        Secrets.learn(key, value);
        return value;
    }

    Settings settings() {
        return new Settings(this::property);
    }

    /** The state, for commands that need no Camel. */
    State state() {
        return State.open(settings());
    }
}
