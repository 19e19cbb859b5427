package org.bokbuss.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.util.TimeUtils;

/**
 * The configuration, wherever it comes from: a properties file, the environment ({@code LIBRIS_CLIENT_SECRET}) or a
 * mounted secret ({@code libris.client-secret.file} names the file that holds it).
 */
public final class Settings {
    /** What {@link #address} takes, for a sentence. */
    public static final String WANTED_ADDRESS =
            "write https://, a host and, if need be, a port and a path, without login, ? or #";

    /** What {@link #address} takes where a login is sent to, for a sentence. */
    public static final String WANTED_LOGIN_ADDRESS =
            "an address that a login can be sent to: write https://, since http:// would send it in clear";

    private static final Pattern SIZE = Pattern.compile("(\\d{1,6}(?!\\d)|\\d{7,15}(?=[bB]?$))\\s?([kKMGT]?)[bB]?");

    private final Function<String, Optional<String>> lookup;

    public Settings(Function<String, Optional<String>> lookup) {
        this.lookup = lookup;
    }

    /** What the Camel context knows: its properties, the environment, system properties. */
    public static Settings of(CamelContext context) {
        context.getPropertiesComponent()
                .loadProperties()
                .forEach((key, value) -> Secrets.learn(String.valueOf(key), String.valueOf(value)));
        return new Settings(key -> context.getPropertiesComponent().resolveProperty(key));
    }

    /** The key's value, or its default from {@link Key}; empty if it has neither. */
    public Optional<String> find(Key key) {
        Optional<String> value = find(key.text());
        return value.isPresent() ? value : Optional.ofNullable(key.defaultValue());
    }

    /** The value of a key whose name a team has chosen. */
    public Optional<String> find(String key) {
        Optional<String> value = lookup.apply(key)
                .or(() -> lookup.apply(environmentName(key)))
                .or(() -> fromFile(key))
                .map(String::trim)
                .filter(text -> !text.isEmpty());
        value.ifPresent(text -> Secrets.learn(key, text));
        return value;
    }

    private Optional<String> fromFile(String key) {
        return lookup.apply(key + ".file")
                .or(() -> lookup.apply(environmentName(key) + "_FILE"))
                .map(file -> Key.readFrom(key, file));
    }

    /** @throws UserError if the key is set nowhere */
    public String text(Key key) {
        return find(key)
                .orElseThrow(
                        () -> new UserError(key.text() + " is not set: add it to config/application.properties or set "
                                + environmentName(key.text())));
    }

    /** The value of a key that takes only some. */
    public String oneOf(Key key) {
        return oneOf(key.text(), text(key), key.allowed());
    }

    /** The same of a key whose name says more, such as {@code log.level.CATEGORY}. */
    public static String oneOf(String name, String text, List<String> allowed) {
        if (allowed.contains(text)) {
            return text;
        }
        throw new UserError(name + "=" + text + " is not one of " + String.join(", ", allowed));
    }

    /** An http address without a slash at its end, to which paths are added. */
    public String address(Key key) {
        String address = text(key).replaceAll("(?<!/)/+$", "");
        if (isAddress(address)) {
            if (key.kind() == Key.Kind.LOGIN_URI && !isPrivate(URI.create(address))) {
                throw new UserError(key.text() + "=" + address + " is not " + WANTED_LOGIN_ADDRESS);
            }
            return address;
        }
        // Not repeated: it may hold a password.
        throw new UserError(key.text() + " is not an address that can be used: " + WANTED_ADDRESS);
    }

    /** Whether a text is an http address to which paths can be added, and that holds no login. */
    public static boolean isAddress(String text) {
        try {
            URI uri = new URI(text);
            return uri.getHost() != null
                    && uri.getScheme() != null
                    && uri.getScheme().matches("(?i)https?")
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && uri.getPort() <= 65535;
        } catch (URISyntaxException notOne) {
            return false;
        }
    }

    /** Whether nobody on the way can read what is sent there. */
    public static boolean isPrivate(URI address) {
        return address.getScheme().equalsIgnoreCase("https") || isThisMachine(address);
    }

    /** Whether an address names this machine itself, so that no name service is needed to tell. */
    public static boolean isThisMachine(URI address) {
        return address.getHost().matches("(?i)localhost|127(\\.\\d+){3}|\\[::1]");
    }

    /** Whether the key says {@code true}. */
    public boolean isTrue(Key key) {
        return text(key).equals("true");
    }

    public int integer(Key key) {
        try {
            return Integer.parseInt(text(key));
        } catch (NumberFormatException e) {
            throw new UserError(key.text() + "=" + text(key) + " is not a whole number", e);
        }
    }

    /** A number, with a fraction or without; empty if it is not set. */
    public Optional<Double> number(Key key) {
        try {
            return find(key).map(Double::valueOf);
        } catch (NumberFormatException e) {
            throw new UserError(key.text() + "=" + text(key) + " is not a number; write it like 5 or 0.5", e);
        }
    }

    /** A number of bytes. */
    public long bytes(Key key) {
        return bytes(text(key))
                .orElseThrow(() -> new UserError(
                        key.text() + "=" + text(key) + " is not a number of bytes; write it like 200MB, 4kB or 1000"));
    }

    /** With a unit, of 1024 to the next, or without; empty if the text is no number of bytes. */
    public static Optional<Long> bytes(String text) {
        Matcher size = SIZE.matcher(text);
        return size.matches()
                ? Optional.of(Long.parseLong(size.group(1)) << 10 * (1 + "KMGT".indexOf(unit(size.group(2)))))
                : Optional.empty();
    }

    /** Of a unit the first letter; of none a letter that is no unit. */
    private static char unit(String text) {
        return (text + "-").toUpperCase(Locale.ROOT).charAt(0);
    }

    public Duration duration(Key key) {
        return duration(key.text(), text(key));
    }

    /** A duration as Camel writes it ({@code 2m}, {@code 1h30m}) or as ISO 8601 does; never without a unit. */
    public static Duration duration(String name, String text) {
        if (lacksUnit(text)) {
            throw new UserError(name + "=" + text + " has no unit; write it like 30s, 2m or 1h30m");
        }
        try {
            return text.startsWith("P") ? Duration.parse(text) : Duration.ofMillis(TimeUtils.toMilliSeconds(text));
        } catch (RuntimeException e) {
            throw new UserError(name + "=" + text + " is not a duration; write it like 30s, 2m or 1h30m", e);
        }
    }

    /** Whether a text is a bare number, of what is anybody's guess; 0 is 0 of anything. */
    public static boolean lacksUnit(String text) {
        return text.matches("[+-]?\\d+") && !text.equals("0");
    }

    /** A pipeline's own value of a setting that has a default for all: {@code libris-bib.max-age}, else {@code key}. */
    public Duration duration(String pipeline, String name, Key key) {
        String own = pipeline + "." + name;
        return lookup.apply(own)
                .or(() -> lookup.apply(environmentName(own)))
                .map(text -> duration(own, text.strip()))
                .orElseGet(() -> duration(key));
    }

    public static String environmentName(String key) {
        return key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
