package org.bokbuss.check;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Date;
import java.util.Optional;
import org.bokbuss.config.Settings;
import org.quartz.CronExpression;

/** What a value may look like, in parameters of kamelets and in settings. */
public enum ValueKind {
    /** Anything. */
    TEXT("a text"),
    /** A whole number. */
    INTEGER("a whole number: write for example 100") {
        @Override
        boolean accepts(String text) {
            return text.matches("[+-]?\\d+");
        }
    },
    /** A number, with a fraction or without. */
    NUMBER("a number: write for example 0.5") {
        @Override
        boolean accepts(String text) {
            new BigDecimal(text);
            return true;
        }
    },
    /** {@code true} or {@code false}. */
    BOOLEAN("true or false: write one of the two") {
        @Override
        boolean accepts(String text) {
            return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
        }
    },
    /** A time with its zone (RFC 3339), or a day. */
    DATE_TIME("a time with its zone: write for example 2024-01-01T00:00:00Z or 2024-01-01") {
        @Override
        boolean accepts(String text) {
            if (text.length() == "2024-01-01".length()) {
                LocalDate.parse(text);
            } else {
                OffsetDateTime.parse(text);
            }
            return true;
        }
    },
    /** See {@link DurationText}. */
    DURATION("a duration: write for example 30s, 2m, 1h30m or PT2M") {
        @Override
        boolean accepts(String text) {
            DurationText.parse(text);
            return true;
        }

        @Override
        Optional<String> unmetBy(String text) {
            return Settings.lacksUnit(text)
                    ? Optional.of("a duration with its unit: write for example 2m")
                    : super.unmetBy(text);
        }
    },
    /** A Quartz cron expression, with spaces or, as in Camel's addresses, with + between its fields. */
    CRON("a cron expression of Quartz, whose first field is seconds: write for example '0 0/5 * * * ?'") {
        @Override
        boolean accepts(String text) {
            return CronExpression.isValidExpression(text.replace('+', ' '));
        }

        @Override
        Optional<String> unmetBy(String text) {
            return super.unmetBy(text)
                    .or(() -> everComes(text)
                            ? Optional.empty()
                            : Optional.of("a schedule that ever fires: write for example '0 0/5 * * * ?'"));
        }

        private static boolean everComes(String text) {
            try {
                return new CronExpression(text.replace('+', ' ')).getNextValidTimeAfter(new Date()) != null;
            } catch (ParseException e) {
                throw new IllegalArgumentException(e);
            }
        }
    },
    /** A number of bytes. */
    SIZE("a number of bytes: write for example 200MB, 4kB or 1000") {
        @Override
        boolean accepts(String text) {
            return Settings.bytes(text).isPresent();
        }
    },
    /** An absolute address. */
    URI("an address: write for example https://libris.kb.se") {
        @Override
        boolean accepts(String text) {
            URI uri = java.net.URI.create(text);
            // Without a host "https:/libris.kb.se" would pass: a slash lost in typing.
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            return uri.isAbsolute() && (!web || uri.getHost() != null);
        }
    },
    /** An absolute address that a login is sent to. */
    LOGIN_URI(Settings.WANTED_LOGIN_ADDRESS) {
        @Override
        boolean accepts(String text) {
            return URI.accepts(text) && Settings.isPrivate(java.net.URI.create(text));
        }
    },
    /** A file or folder, there already or not. */
    PATH("the name of a file or folder") {
        @Override
        boolean accepts(String text) {
            try {
                return !Path.of(text).toString().isBlank();
            } catch (InvalidPathException e) {
                return false;
            }
        }
    };

    private final String wanted;

    ValueKind(String wanted) {
        this.wanted = wanted;
    }

    /** False, or any of the exceptions that parsers throw, when the text does not fit. */
    boolean accepts(String text) {
        return true;
    }

    /** What the text should have been and an example of it, when it does not fit. */
    Optional<String> unmetBy(String text) {
        try {
            return accepts(text) ? Optional.empty() : Optional.of(wanted);
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.of(wanted);
        }
    }

    /** The kind that a property of a kamelet has by its {@code type} and {@code format}; unknown ones accept anything. */
    static ValueKind of(String type, String format) {
        return switch (format) {
            case "date-time" -> DATE_TIME;
            case "duration" -> DURATION;
            case "cron" -> CRON;
            case "uri" -> URI;
            case "path" -> PATH;
            default ->
                switch (type) {
                    case "integer" -> INTEGER;
                    case "number" -> NUMBER;
                    case "boolean" -> BOOLEAN;
                    default -> TEXT;
                };
        };
    }
}
