package org.bokbuss.observe;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.filter.StringMatchFilter;
import org.apache.logging.log4j.io.IoBuilder;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The log: its format, and what is in it. */
public final class Logs {
    /** The libraries on board: they warn, unless {@code log.level.CATEGORY} names them. The rest is ours and the team's. */
    private static final List<String> LIBRARIES = List.of(
            "org.apache",
            "org.quartz",
            "org.jdbi",
            "org.sqlite",
            "org.postgresql",
            "org.joor",
            "org.marc4j",
            "com.zaxxer",
            "com.fasterxml",
            "io.github.resilience4j",
            "io.micrometer",
            "io.netty",
            "io.opentelemetry",
            "io.vertx",
            "okhttp3",
            "oshi",
            "java",
            "javax",
            "jdk",
            "sun",
            "com.sun");

    /** At DEBUG they print passwords and tokens in clear: the level of what is around them is not theirs. */
    private static final List<String> TELLTALES = List.of(
            "org.apache.hc",
            "org.apache.http",
            "org.apache.camel.component.http",
            "org.apache.camel.component.properties",
            "org.apache.camel.main",
            "org.apache.camel.support",
            "org.apache.kafka.common.security",
            "io.vertx.core.http",
            "io.netty.handler.logging",
            "okhttp3",
            "org.postgresql.core",
            "java.net.http",
            "jdk.internal.httpclient");

    /** What goes wrong with a message in a route is told by the run, or by {@link FailedRoutes}: in a sentence, once. */
    private static final String ERROR_HANDLER = "org.apache.camel.processor.errorhandler";

    /** Log4j is not loaded before something is to be logged: what only prints a version needs none of it. */
    private static final class Passed {
        private static final Filter TOLD = StringMatchFilter.newBuilder()
                .setText(". Caused by: [")
                .setOnMatch(Filter.Result.DENY)
                .setOnMismatch(Filter.Result.NEUTRAL)
                .build();
    }

    /** Not at the root of the jar, where it would take the place of the configuration of a team that uses Log4j too. */
    private static final String OURS = "classpath:org/bokbuss/observe/log4j2.properties";

    private static final String CONFIGURATION = "log4j2.configurationFile";

    private static final String PROVIDER = "slf4j.provider";
    private static final String NO_PROVIDER = "org.slf4j.helpers.NOP_FallbackServiceProvider";

    private Logs() {}

    /** The libraries log nothing, and Log4j is not started: for commands that end before it would be. */
    public static void beQuiet() {
        System.setProperty("slf4j.internal.verbosity", "WARN");
        System.setProperty(PROVIDER, NO_PROVIDER);
    }

    /** Whether what goes wrong is to be printed, since nothing is logged. */
    public static boolean isQuiet() {
        return NO_PROVIDER.equals(System.getProperty(PROVIDER));
    }

    /** Before anything is logged: the program's own configuration, unless the operator has one; {@link ToldEvents} in both. */
    public static void begin() {
        System.setProperty("log4j2.logEventFactory", ToldEvents.class.getName());
        if (!isTheOperators()) {
            System.setProperty(CONFIGURATION, OURS);
        }
    }

    /** Has all that is logged as thrown told to somebody, null for what is no more than a text. */
    public static void tellOfThrown(Consumer<Throwable> listener) {
        ToldEvents.listen(listener);
    }

    /**
     * Has the log written as {@code log.format} says: as {@code text}, or as {@code json}, an object a line; then all that
     * goes to standard error is an event of the log. What is in it {@code log.level} says, for a category and what begins
     * with its name {@code log.level.CATEGORY}. A Log4j configuration of the operator's own is left as it is.
     *
     * @param keys all keys that are set
     * @throws UserError if a value is none of those allowed
     */
    public static void configure(Settings settings, Collection<String> keys, UnaryOperator<String> value) {
        String format = settings.oneOf(Key.LOG_FORMAT);
        Map<String, Level> levels = levels(settings.oneOf(Key.LOG_LEVEL), keys, value);
        if (isTheOperators() || isQuiet() && !format.equals("json")) {
            return;
        }
        if (format.equals("json")) {
            json();
        }
        Configurator.setLevel(levels);
        passOver(Passed.TOLD, !levels.get(ERROR_HANDLER).isLessSpecificThan(Level.DEBUG));
    }

    private static Map<String, Level> levels(String all, Collection<String> keys, UnaryOperator<String> value) {
        Map<String, Level> levels = new HashMap<>();
        levels.put(LogManager.ROOT_LOGGER_NAME, Level.valueOf(all));
        levels.put("org.bokbuss", Level.valueOf(all));
        LIBRARIES.forEach(library -> levels.put(library, Level.WARN));
        TELLTALES.forEach(telltale -> levels.put(telltale, Level.WARN));
        String prefix = Key.LOG_LEVEL.text() + ".";
        levels.put(ERROR_HANDLER, Level.OFF);
        levels.put("org.apache.camel.component.file", Level.ERROR);
        keys.stream()
                .filter(key -> key.startsWith(prefix))
                .forEach(key -> levels.put(
                        key.substring(prefix.length()),
                        Level.valueOf(Settings.oneOf(key, value.apply(key), Key.LOG_LEVEL.allowed()))));
        return levels;
    }

    private static void json() {
        try {
            URI layout = Logs.class.getResource("log4j2-json.properties").toURI();
            Configurator.reconfigure(layout);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        System.setErr(IoBuilder.forLogger("stderr")
                .setLevel(Level.INFO)
                .setAutoFlush(true)
                .buildPrintStream());
    }

    /** At each logger: a filter of the whole context would have every message written that nobody logs, half of a run. */
    private static void passOver(Filter filter, boolean isPassedOver) {
        LoggerContext context = LoggerContext.getContext(false);
        for (LoggerConfig logger : context.getConfiguration().getLoggers().values()) {
            logger.removeFilter(filter);
            if (isPassedOver) {
                logger.addFilter(filter);
            }
        }
        context.updateLoggers();
    }

    private static boolean isTheOperators() {
        return System.getenv("LOG4J_CONFIGURATION_FILE") != null
                || Stream.of(CONFIGURATION, "log4j.configurationFile")
                        .map(System::getProperty)
                        .anyMatch(set -> set != null && !set.equals(OURS));
    }
}
