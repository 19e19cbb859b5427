package org.bokbuss.sandbox.catalogue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** What each record says, before any format. */
public final class Descriptions {
    /** Where topics have their addresses. */
    static final String TOPICS = "https://id.kb.se/term/sao/";

    /** Records start with versions 0 to 2; a title changes visibly from this version on. */
    public static final int FIRST_REVISION = 3;

    /**
     * Where a holding stands.
     *
     * @param mark the shelf mark
     * @param availability how it is lent
     */
    public record Shelf(String mark, String availability) {}

    private Descriptions() {}

    public static Book book(Catalogue catalogue, Entry bib) {
        var book = Book.of(catalogue.seed(), bib.number(), bib.version());
        return bib.written()
                .map(Document::thing)
                .map(thing -> written(book, thing))
                .orElse(book);
    }

    private static Book written(Book book, ObjectNode thing) {
        return book.with(
                identifier(thing, "ISBN"),
                identifier(thing, "ISSN"),
                thing.path("hasTitle").path(0).path("mainTitle").asText());
    }

    private static String identifier(ObjectNode thing, String type) {
        for (var identifier : thing.path("identifiedBy")) {
            if (identifier.path("@type").asText().equals(type)) {
                return identifier.path("value").asText();
            }
        }
        return "";
    }

    public static Person person(Catalogue catalogue, Entry person) {
        var generated = Person.of(catalogue.seed(), person.number());
        return person.written()
                .map(Document::thing)
                .map(thing -> generated.with(
                        thing.path("givenName").asText(),
                        thing.path("familyName").asText()))
                .orElse(generated);
    }

    public static String label(Catalogue catalogue, Entry topic) {
        return Topic.label(catalogue.seed(), topic.number());
    }

    public static Shelf shelf(Catalogue catalogue, Entry holding) {
        if (holding.written().isPresent()) {
            var item = holding.written().get().thing();
            return new Shelf(label(item, "shelfMark"), label(item, "availability"));
        }
        var mark = Dice.pick(catalogue.seed(), holding.row(), 60, "Hcf", "Hc.01", "Öppna hyllan", "MAG Åå", "Vård");
        var version = holding.version() < FIRST_REVISION ? "" : " " + holding.version();
        return new Shelf(
                mark + version, Dice.pick(catalogue.seed(), holding.row(), 61, "Ej fjärrlån", "", "Läses på plats"));
    }

    /** The first label that an item, or one of its components, has for something. */
    private static String label(ObjectNode item, String property) {
        var labels = item.findValues(property).stream().flatMap(value -> value.findValues("label").stream());
        return labels.map(label -> label.isArray() ? label.path(0).asText() : label.asText())
                .findFirst()
                .orElse("");
    }

    /** The set nb holds what is catalogued in full. */
    static boolean isNationalBibliography(Entry bib) {
        return bib.number() % 3 != 0;
    }

    /** The address of what a record describes: topics have theirs at id.kb.se. */
    public static String thing(Catalogue catalogue, Entry entry) {
        return entry.kind() == Kind.TOPIC ? TOPICS + encode(label(catalogue, entry)) : entry.thing();
    }

    /** The class of what a record of this kind describes, as the vocabulary of Libris names it. */
    public static String type(Kind kind) {
        return switch (kind) {
            case BIB -> "PhysicalResource";
            case HOLDING -> "Item";
            case PERSON -> "Person";
            case TOPIC -> "Topic";
            case WORK -> "Monograph";
        };
    }

    public static String library(String sigel) {
        return Entry.HOST + "library/" + encode(sigel);
    }

    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
