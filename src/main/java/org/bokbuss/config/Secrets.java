package org.bokbuss.config;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.util.SensitiveUtils;

/**
 * The one filter between secrets and all that is kept or shown: log, state, page, health, terminal, traces, reports.
 *
 * <p>What is secret is known by its value, in whatever form somebody else repeats it: settings and parameters of routes
 * by their names, passwords in addresses, tokens from the login that they are in use for. What nobody registered is known
 * by what stands before it. One set for the process: who shows a text does not know which pipeline it came from.
 */
public final class Secrets {
    private static final String MASK = "***";

    /** Tokens of many logins at once; those that have expired give their places to others. */
    private static final int TOKENS = 16;

    /** Shorter ones are looked for as words: as parts of words they would mask what is none. */
    private static final int LONG = 6;

    /** Camel calls names and places secret too; as values, these would be masked in every sentence. */
    private static final Pattern NO_SECRET =
            Pattern.compile("^.*(user|username|login|realm|emailaddress|id|url|uri|file"
                    + "|filename|keyname|path|type|location|random|expiry|lifetime|accountsid)");

    private static final Pattern SECRET_NAME = Pattern.compile(
            "^.*(password|passwd|passphrase|passcode|secret|token|apikey|accesskey|credentials?|authorization)");

    private static final Pattern LOGIN_IN_ADDRESS = Pattern.compile("(://)[^\\s/@]{1,1000}@");

    private static final Pattern NAMED = Pattern.compile(
            "(?i)(?=[acoprst])((?:password|passwd|passphrase|passcode|secret|(?<![a-z])token|(?:access|auth|refresh|session|oauth|api)"
                    + "[-_]?token|api[-_]?key|(?:access|private|shared|account)[-_]?key|credentials?)"
                    + "(?:(?:%22|[\"'])?\\s{0,3}(?:=|%3D)\\s{0,3}|(?:%22|[\"'])\\s{0,3}(?::|%3A)\\s{0,3})"
                    + "(?:%22|\\\\?[\"'])?(?:RAW[({])?)([^\\s\"'&,;)}\\\\]{1,4000})");

    private static final Pattern SHOWN_AT_LOGIN =
            Pattern.compile("(?i)(\\b(?:bearer|basic|boknett)(?:\\s{1,3}|%20|\\+))[\\w.~+/=%-]{16,4000}"
                    + "|(\\bauthorization[\"']?\\s{0,3}[:=]\\s{0,3}[\"']?(?:(?:bearer|basic|boknett)\\s{1,3})?)"
                    + "[^\\s\"',;]{1,4000}|(\\bTGT(?:-|%2D))[\\w.~%-]{1,600}");

    private static final Set<String> settled = new LinkedHashSet<>();
    private static final Map<String, Boolean> tokens = new LinkedHashMap<>(TOKENS, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > TOKENS;
        }
    };
    private static volatile Pattern known = anyOf(Set.of());

    private Secrets() {}

    /** Notes a setting or parameter, if its name says that it is secret, or the secrets within its value. */
    public static void learn(String name, String value) {
        if (isSecret(name)) {
            keep(value);
        } else if (value.indexOf('=') >= 0 || value.indexOf('@') >= 0) {
            learnFrom(value);
            keep(password(name, value));
        }
    }

    /** Notes what a text, such as a route file, gives as value of a secret parameter. */
    public static void learnFrom(String text) {
        NAMED.matcher(text).results().map(found -> found.group(2)).forEach(Secrets::keep);
        for (Pattern values : List.of(PARAMETER, IN_ADDRESS, DEFAULT)) {
            values.matcher(text)
                    .results()
                    .filter(found -> isSecret(found.group(1)))
                    .forEach(found -> IntStream.rangeClosed(2, found.groupCount())
                            .mapToObj(found::group)
                            .filter(Objects::nonNull)
                            .map(value -> value.replaceFirst("(?s)^RAW[({](.*)[)}]$", "$1"))
                            .forEach(Secrets::keep));
        }
    }

    /** A parameter on a line of a route file. */
    private static final Pattern PARAMETER = Pattern.compile("(?<![\\w.-])([\\w.-]{3,60}):[ \\t]{1,9}(?:\"([^\"\\n"
            + "]{1,4000})\"|'([^'\\n"
            + "]{1,4000})'|([^\\s\"',}]{1,4000}))");

    /** A parameter in an address. */
    private static final Pattern IN_ADDRESS = Pattern.compile(
            "[?&]([\\w.-]{3,60})=(?:RAW\\(([^)\\n]{1,4000})\\)|RAW\\{([^}\\n]{1,4000})}|([^\\s\"'&]{1,4000}))");

    /** A placeholder that has a default. */
    private static final Pattern DEFAULT =
            Pattern.compile("\\{\\{\\??(?:(?:env|sys):)?([\\w.-]{3,100}):([^{}\\n]{1,4000})}}");

    /** Notes a token or ticket, as long as it is among the last that were. */
    public static void learnToken(String token) {
        keep(tokens.keySet(), token, () -> tokens.put(token, true));
    }

    /** Forgets all; a new command begins. */
    public static synchronized void forget() {
        settled.clear();
        tokens.clear();
        known = anyOf(Set.of());
    }

    private static void keep(String secret) {
        Matcher withDefault = DEFAULT.matcher(String.valueOf(secret));
        String kept = withDefault.matches() ? withDefault.group(2) : secret;
        keep(settled, kept, () -> settled.add(kept));
    }

    private static synchronized void keep(Collection<String> among, String secret, Runnable add) {
        boolean stands = secret != null && secret.length() > 1 && !secret.matches("(?s)\\{\\{.*|\\$.*|#.*|\\*+");
        if (stands && !among.contains(secret)) {
            add.run();
            known = anyOf(
                    Stream.concat(settled.stream(), tokens.keySet().stream()).collect(Collectors.toSet()));
        }
    }

    /** Whether a value under that name is secret, by Camel's list. */
    public static boolean isSecret(String name) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        String plain = last.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
        return !NO_SECRET.matcher(plain).matches()
                && (SensitiveUtils.containsSensitive(plain)
                        || SECRET_NAME.matcher(plain).matches());
    }

    /** Of {@code scheme://user:password@host}, however badly it is written; null if there is none. */
    private static String password(String name, String address) {
        int begin = address.indexOf("://");
        int end = address.lastIndexOf('@');
        int colon = begin >= 0
                ? address.indexOf(':', begin + 3)
                : name.endsWith("url") ? address.lastIndexOf(':', Math.max(end, 0)) : -1;
        return colon >= 0 && end > colon ? address.substring(colon + 1, end) : null;
    }

    /** The text with all secrets masked; null for null. */
    public static String mask(String text) {
        if (text == null || text.isEmpty()) {
            return text;
        }
        String masked = known.matcher(text).replaceAll(MASK);
        masked = LOGIN_IN_ADDRESS.matcher(masked).replaceAll("$1" + MASK + "@");
        masked = NAMED.matcher(masked).replaceAll("$1" + MASK);
        return SHOWN_AT_LOGIN
                .matcher(masked)
                .replaceAll(found -> Matcher.quoteReplacement(Stream.of(found.group(1), found.group(2), found.group(3))
                                .filter(Objects::nonNull)
                                .findFirst()
                                .orElseThrow()
                        + MASK));
    }

    /** Whether a text holds a value that is known to be secret, in whatever form. */
    public static boolean areIn(String text) {
        return text != null && known.matcher(text).find();
    }

    // The forms of a value

    private static Pattern anyOf(Set<String> secrets) {
        // The longest first: one may begin another.
        String forms = secrets.stream()
                .flatMap(Secrets::forms)
                .sorted((one, other) -> other.length() - one.length())
                .collect(Collectors.joining("|"));
        return Pattern.compile(forms.isEmpty() ? "(?!)" : forms, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    /** As it is, percent-encoded, escaped or in Base64. */
    private static Stream<String> forms(String secret) {
        String written = written(secret);
        String plain = secret.length() >= LONG
                ? written
                : "(?:(?<![\\p{L}\\p{N}])|(?<=%[0-9a-f]{2}))" + written + "(?![\\p{L}\\p{N}])";
        return Stream.concat(Stream.of(plain), base64(secret).map(Secrets::written));
    }

    /** As it stands there, whatever characters of it are escaped for an address, JSON or XML, or read as Latin-1. */
    private static String written(String text) {
        return text.codePoints().mapToObj(Secrets::written).collect(Collectors.joining());
    }

    private static String written(int c) {
        String letter = Character.toString(c);
        if (c < 0x80 && Character.isLetterOrDigit(c)) {
            return letter;
        }
        byte[] bytes = letter.getBytes(StandardCharsets.UTF_8);
        StringBuilder escaped = new StringBuilder("(?:");
        for (byte each : bytes) {
            escaped.append(String.format("%%(?:25)?%02x", each & 0xff));
        }
        escaped.append("|\\\\{1,2}u%04x|&#0{0,4}%d;|&#x0{0,4}%x;|".formatted(c, c, c));
        escaped.append(Pattern.quote(new String(bytes, StandardCharsets.ISO_8859_1)));
        escaped.append(
                switch (c) {
                    case '&' -> "|&amp;";
                    case '<' -> "|&lt;";
                    case '>' -> "|&gt;";
                    case '"' -> "|&quot;|\\\\\"";
                    case '\'' -> "|&apos;";
                    case '\\' -> "|\\\\\\\\";
                    case '/' -> "|\\\\/|_";
                    case '+' -> "|-";
                    case ' ' -> "|\\+|%2b";
                    default -> c < 0x80 ? "" : "|" + Pattern.quote(letter) + "|[?\\ufffd]{1," + bytes.length + "}";
                });
        return escaped.append(')').toString();
    }

    /** What it comes to in Base64, wherever in a longer text it stands: what its neighbours change is left out. */
    private static Stream<String> base64(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        return Stream.of(0, 1, 2)
                .map(before -> {
                    byte[] shifted = new byte[before + bytes.length];
                    System.arraycopy(bytes, 0, shifted, before, bytes.length);
                    String all = Base64.getEncoder().encodeToString(shifted);
                    return all.substring(before == 0 ? 0 : before + 1, shifted.length * 8 / 6);
                })
                .filter(text -> text.length() >= LONG);
    }
}
