package org.bokbuss.observe;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.impl.DefaultLogEventFactory;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.SimpleMessage;
import org.bokbuss.config.PrintableText;
import org.bokbuss.config.Secrets;

/**
 * Makes the events of the log, whatever its layout, without secrets and with nothing that would steer a terminal; stack
 * traces too. Log4j takes it from {@code log4j2.component.properties}.
 */
public final class ToldEvents extends DefaultLogEventFactory {
    private static volatile Consumer<Throwable> listener = thrown -> {};

    /** Who is to hear of all that is logged as thrown: libraries catch what nobody else hears of. */
    static void listen(Consumer<Throwable> to) {
        listener = to;
    }

    @Override
    public LogEvent createEvent(
            String logger,
            Marker marker,
            String caller,
            Level level,
            Message message,
            List<Property> properties,
            Throwable thrown) {
        return super.createEvent(logger, marker, caller, level, told(message), properties, told(thrown));
    }

    @Override
    public LogEvent createEvent(
            String logger,
            Marker marker,
            String caller,
            StackTraceElement location,
            Level level,
            Message message,
            List<Property> properties,
            Throwable thrown) {
        return super.createEvent(logger, marker, caller, location, level, told(message), properties, told(thrown));
    }

    private static Message told(Message message) {
        String text = message == null ? null : message.getFormattedMessage();
        String told = PrintableText.lines(Secrets.mask(text));
        return text == null || told.equals(text) ? message : new SimpleMessage(told);
    }

    private static Throwable told(Throwable thrown) {
        listener.accept(thrown);
        return thrown == null || isFit(thrown, 0) ? thrown : new Told(thrown, 0);
    }

    private static final int DEPTH = 50;

    private static boolean isFit(Throwable thrown, int depth) {
        return thrown == null
                || depth < DEPTH
                        && line(thrown).equals(String.valueOf(thrown.getMessage()))
                        && isFit(thrown.getCause(), depth + 1)
                        && Arrays.stream(thrown.getSuppressed()).allMatch(each -> isFit(each, depth + 1));
    }

    /** On one line: what looks like another row of the log would be taken for one. */
    private static String line(Throwable thrown) {
        return PrintableText.line(Secrets.mask(String.valueOf(thrown.getMessage())));
    }

    /** An exception in other words. */
    private static final class Told extends Exception {
        private static final long serialVersionUID = 1;

        Told(Throwable thrown, int depth) {
            super(
                    thrown.getClass().getName() + ": " + line(thrown),
                    thrown.getCause() == null || depth == DEPTH ? null : new Told(thrown.getCause(), depth + 1));
            setStackTrace(thrown.getStackTrace());
            if (depth < DEPTH) {
                Arrays.stream(thrown.getSuppressed()).forEach(each -> addSuppressed(new Told(each, depth + 1)));
            }
        }
    }
}
