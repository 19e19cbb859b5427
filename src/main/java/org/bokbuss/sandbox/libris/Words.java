package org.bokbuss.sandbox.libris;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.Descriptions;
import org.bokbuss.sandbox.catalogue.Entry;

/**
 * A question in words, as far as the sandbox understands Libris' query language: words that must all be there,
 * {@code -} before one that must not, {@code *} at the end of a beginning, {@code |} or OR between alternatives. A code
 * before a colon ({@code isbn:}) is skipped, except that {@code BIBL:S} asks for what S holds.
 */
final class Words {
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final Pattern HELD_BY = Pattern.compile("(?i)\\b(?:bibl|bib|lib):(\\S+)");
    private static final Set<String> OR = Set.of("|", "OR", "ELLER");
    private static final Set<String> FILLERS = Set.of("AND", "OCH", "+");

    private final List<List<String>> alternatives;

    private Words(List<List<String>> alternatives) {
        this.alternatives = alternatives;
    }

    /** @throws IllegalArgumentException if the parentheses do not agree */
    static Words parse(String question) {
        if (open(question) != 0) {
            throw new IllegalArgumentException("Syntax error");
        }
        var alternatives = new ArrayList<List<String>>();
        var words = new ArrayList<String>();
        var denied = false;
        for (var word :
                BLANKS.split(HELD_BY.matcher(question).replaceAll("bibl_$1").replaceAll("[()\"]", " "))) {
            if (OR.contains(word)) {
                alternatives.add(words);
                words = new ArrayList<>();
            } else if (word.equals("NOT") || word.equals("INTE")) {
                denied = true;
            } else if (!word.isBlank() && !FILLERS.contains(word)) {
                words.add((denied ? "-" : "") + word.substring(word.indexOf(':') + 1));
                denied = false;
            }
        }
        alternatives.add(words);
        return new Words(alternatives);
    }

    private static int open(String question) {
        var open = 0;
        for (var c : question.toCharArray()) {
            open += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (open < 0) {
                break;
            }
        }
        return open;
    }

    /** Whether a record that has these words is wanted. */
    boolean want(Collection<String> words) {
        return alternatives.stream().anyMatch(all -> all.stream().allMatch(word -> wants(word, words)));
    }

    private static boolean wants(String word, Collection<String> words) {
        if (word.startsWith("-")) {
            return !wants(word.substring(1), words);
        }
        var plain = plain(word);
        if (word.endsWith("*")) {
            var beginning = plain.substring(0, plain.length() - 1);
            return words.stream().anyMatch(w -> w.startsWith(beginning));
        }
        return words.contains(plain) || words.contains(plain.replace("-", ""));
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT);
    }

    /** The words by which a record is found. */
    static Set<String> of(Catalogue catalogue, Entry entry) {
        var words = new HashSet<>(List.of(entry.id(), entry.controlNumber()));
        switch (entry.kind()) {
            case BIB -> {
                var book = Descriptions.book(catalogue, entry);
                add(words, book.title(), book.remainder(), book.place(), book.publisher());
                add(words, book.year(), book.language(), book.isbn(), book.isbn10());
                words.add(plain(book.issn()).replace("-", ""));
                catalogue
                        .author(entry)
                        .ifPresent(a ->
                                add(words, Descriptions.person(catalogue, a).straight()));
                catalogue.topic(entry).ifPresent(t -> add(words, Descriptions.label(catalogue, t)));
                catalogue.holdings(entry).forEach(h -> words.add(plain("bibl_" + h.sigel())));
            }
            case HOLDING -> {
                add(words, entry.sigel(), Descriptions.shelf(catalogue, entry).mark());
                add(
                        words,
                        Descriptions.book(catalogue, catalogue.record(entry.itemOf()))
                                .title());
            }
            case PERSON -> add(words, Descriptions.person(catalogue, entry).straight());
            case TOPIC, WORK -> add(words, Descriptions.label(catalogue, entry));
        }
        return words;
    }

    private static void add(Set<String> words, String... texts) {
        for (var text : texts) {
            Arrays.stream(NO_WORD.split(plain(text))).filter(w -> !w.isEmpty()).forEach(words::add);
        }
    }
}
