package org.bokbuss.observe;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.io.IoBuilder;
import org.bokbuss.Key;
import org.bokbuss.Mistake;
import org.bokbuss.Settings;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The format of the log. */
public final class Logs {
    private Logs() {}

    /**
     * Has the log written as {@code log.format} says: as {@code text}, or as {@code json}, an object a line. Then all that
     * goes to standard error is an event of the log. A Log4j configuration of the operator's own is left as it is.
     *
     * @throws Mistake if it says neither
     */
    public static void format(Settings settings) {
        switch (settings.text(Key.LOG_FORMAT)) {
            case "text" -> {}
            case "json" -> json();
            default ->
                throw new Mistake(
                        "log.format=" + settings.text(Key.LOG_FORMAT) + " is no format of the log: write text or json");
        }
    }

    private static void json() {
        if (Stream.of("log4j2.configurationFile", "log4j.configurationFile").anyMatch(Logs::isSet)) {
            return;
        }
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

    private static boolean isSet(String property) {
        return System.getProperty(property) != null || System.getenv("LOG4J_CONFIGURATION_FILE") != null;
    }
}
