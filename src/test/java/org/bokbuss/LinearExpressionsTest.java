package org.bokbuss;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No regular expression of the program takes more than linear time, whatever it is given: those kept in fields are found in
 * the classes, those written where they are used in the sources. What is counted are the characters looked at.
 */
class LinearExpressionsTest {
    private static final Path SOURCES = Path.of("src", "main", "java");

    /** The imitations read what tests send. */
    private static final Path SANDBOX = SOURCES.resolve("org/bokbuss/sandbox");

    private static final int LENGTH = 12_000;

    /** As often may each character be looked at; an expression that goes back over all would look 6,000 times. */
    private static final long MOST_LOOKS = 800;

    private static final Pattern INLINE =
            Pattern.compile("\\.(matches|replaceAll|replaceFirst|split)\\(\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");

    private static final List<String> REPEATED = List.of(
            "a", "A", "0", " ", "\n", "\t", "/", "<", ">", ".", "-", "_", ":", ";", ",", "=", "&", "?", "#", "%", "+",
            "|", "\"", "'", "\\", "(", ")", "{", "}", "[", "]", "@", "$", "*", "\u0007", "\u00e5", "a.", "a b", "a:",
            "a/", "a=", "a;", "a,", "a ", "0.", "0-", "0:", "//", "://", "<a", "</a", "<a ", "<a>", "< ", "&a", "; ",
            ";a", "\" ", "{{", "{{a", "}}", "[a", "\n ", "\r\n");

    /** Sees how often it is looked at. */
    private static final class Watched implements CharSequence {
        private final String text;
        private long looks;

        Watched(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++looks > MOST_LOOKS * LENGTH) {
                throw new IllegalStateException("more than linear");
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    @Test
    void noExpressionGoesBackOverAllItHasRead() throws Exception {
        Map<String, Pattern> expressions = new LinkedHashMap<>();
        inFields(expressions);
        inline(expressions);
        assertThat(expressions).hasSizeGreaterThan(120);
        List<String> slow = new ArrayList<>();
        expressions.forEach((place, expression) -> {
            for (String text : hostile(expression)) {
                if (!isLinear(expression, text)) {
                    slow.add(place + ": " + expression + " over " + text.substring(0, 30));
                    break;
                }
            }
        });
        assertThat(slow).isEmpty();
    }

    @Test
    void oneThatDoesIsFound() {
        for (String slow : List.of("<identifier[^>]*>([^<]*)<", "/+$", "(a|aa)+b")) {
            Pattern expression = Pattern.compile(slow);
            assertThat(hostile(expression).stream().allMatch(text -> isLinear(expression, text)))
                    .as(slow)
                    .isFalse();
        }
    }

    private static boolean isLinear(Pattern expression, String text) {
        try {
            Matcher matcher = expression.matcher(new Watched(text));
            while (matcher.find()) {
                // On to the next.
            }
            expression.matcher(new Watched(text)).matches();
            return true;
        } catch (IllegalStateException | StackOverflowError tooMuch) {
            return false;
        }
    }

    /** Long runs of characters, and of the words of the expression itself. */
    private static List<String> hostile(Pattern expression) {
        List<String> parts = new ArrayList<>(REPEATED);
        Pattern.compile("[<\\w:/=-]{2,}")
                .matcher(expression.pattern())
                .results()
                .forEach(word -> {
                    String text = word.group();
                    parts.add(text);
                    parts.add(text + " ");
                    parts.add(text + "=");
                    parts.add(text + ">");
                    parts.add(text + ": ");
                });
        List<String> texts = new ArrayList<>();
        for (String part : parts) {
            String run = part.repeat(LENGTH / part.length());
            texts.add(run);
            texts.add((expression.pattern().contains("<\\?xml") ? "<?xml " : "") + run + "!");
        }
        return texts;
    }

    private static void inFields(Map<String, Pattern> into) throws Exception {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(LinearExpressionsTest::isOurs).toList()) {
                String name =
                        SOURCES.relativize(file).toString().replace(".java", "").replace('/', '.');
                for (Class<?> each :
                        withNested(Class.forName(name, false, LinearExpressionsTest.class.getClassLoader()))) {
                    for (Field field : each.getDeclaredFields()) {
                        if (Modifier.isStatic(field.getModifiers()) && field.getType() == Pattern.class) {
                            field.setAccessible(true);
                            into.put(each.getName() + "." + field.getName(), (Pattern) field.get(null));
                        }
                    }
                }
            }
        }
    }

    private static boolean isOurs(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".java") && !name.equals("package-info.java") && !file.startsWith(SANDBOX);
    }

    private static List<Class<?>> withNested(Class<?> top) {
        List<Class<?>> all = new ArrayList<>(List.of(top));
        for (Class<?> nested : top.getDeclaredClasses()) {
            all.addAll(withNested(nested));
        }
        return all;
    }

    private static void inline(Map<String, Pattern> into) throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(LinearExpressionsTest::isOurs).toList()) {
                Matcher use = INLINE.matcher(Files.readString(file));
                while (use.find()) {
                    String expression = Pattern.compile("(?<!\\\\)\\\\u([0-9a-fA-F]{4})")
                            .matcher(use.group(2))
                            .replaceAll(code ->
                                    Matcher.quoteReplacement(Character.toString(Integer.parseInt(code.group(1), 16))))
                            .translateEscapes();
                    expression += expression.contains("\\Q") ? "\\E" : "";
                    // Matched whole it begins at the text's beginning and nowhere else; in a field, ^ says so.
                    into.put(
                            file.getFileName() + " \"" + expression + "\"",
                            Pattern.compile(use.group(1).equals("matches") ? "^(?:" + expression + ")" : expression));
                }
            }
        }
    }
}
