package org.bokbuss.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One word for a thing, and none that a reader in Umeå or Oslo must read twice: in pages, messages, comments, routes and
 * kamelets. Whoever agrees on another word adds it here.
 */
class WordsTest {
    /** What is not written, and what is written instead. */
    private static final Map<String, String> AGREED = new LinkedHashMap<>();

    static {
        AGREED.put("set(s|ting)? aside", "quarantined");
        AGREED.put("for ever", "forever");
        AGREED.put("told from", "distinguished from; of a truncated answer: detected");
        AGREED.put("tells? of|told of", "reports; is about; has");
        AGREED.put("mend(s|ed|ing)?", "correct, fix");
        AGREED.put("ask(s|ed|ing)? again", "retry");
        AGREED.put("goes in circles", "endless paging: same cursor and same records twice");
        AGREED.put("(is|are|was|were) away", "unavailable");
        AGREED.put("pass(ed|es)? over", "skip");
        AGREED.put("broke(n)? off", "truncated, cut off, interrupted");
        AGREED.put("in the midst of", "during, in the middle of");
        AGREED.put("be (they|it) ", "also if");
        AGREED.put("heed(s|ed)?", "obey; act on");
        AGREED.put("of its kin", "related");
        AGREED.put("needless", "not needed; replaces");
        AGREED.put("ha(s|ve) to be there", "expects an existing");
        AGREED.put("silence of the source", "read timeout");
    }

    static List<Page> pages() {
        return Page.all();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void pagesKeepToTheAgreedWords(Page page) {
        assertThat(offences(page.file(), page.words())).isEmpty();
    }

    @Test
    void soDoProgramRoutesAndKamelets() throws IOException {
        List<String> offences = new ArrayList<>();
        for (String folder : List.of("src/main/java", "src/main/resources/kamelets", "routes", "config", "docker")) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                for (Path file : files.filter(each -> each.toString()
                                .matches(".*(\\.java|\\.yaml|\\.yml|\\.properties|\\.sample|\\.md|Dockerfile)"))
                        .toList()) {
                    offences.addAll(offences(file, Files.readAllLines(file)));
                }
            }
        }
        assertThat(offences).isEmpty();
    }

    @Test
    void aHardPhraseIsFound() {
        assertThat(offences(Path.of("x.md"), List.of("A good line.", "It is set aside for ever.")))
                .containsExactly(
                        "x.md:2 'set aside': write " + AGREED.get("set(s|ting)? aside"),
                        "x.md:2 'for ever': write forever");
        assertThat(offences(Path.of("x.md"), List.of("We recommend amendments.")))
                .isEmpty();
    }

    private static List<String> offences(Path file, List<String> lines) {
        return IntStream.range(0, lines.size())
                .boxed()
                .flatMap(i -> AGREED.entrySet().stream()
                        .flatMap(agreed -> Pattern.compile("(?i)\\b(" + agreed.getKey() + ")\\b")
                                .matcher(lines.get(i))
                                .results()
                                .map(found -> "%s:%d '%s': write %s"
                                        .formatted(file, i + 1, found.group().strip(), agreed.getValue()))))
                .toList();
    }
}
