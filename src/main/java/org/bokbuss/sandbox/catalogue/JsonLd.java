package org.bokbuss.sandbox.catalogue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records as Libris keeps them: a graph of the record and the thing it describes. */
public final class JsonLd {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Catalogue catalogue;

    public JsonLd(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** The record alone, or with its links and the cards of what it links to. */
    public String write(Entry entry, boolean expanded) {
        return text(Map.of("@graph", expanded ? expanded(entry) : graph(entry)));
    }

    public static String text(Object json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Record and thing, with their links and the cards of what they link to. */
    public List<Object> expanded(Entry entry) {
        var graph = graph(entry);
        expand(entry, graph);
        return graph;
    }

    /** Record and thing. */
    public List<Object> graph(Entry entry) {
        var graph = new ArrayList<>();
        graph.add(record(entry));
        graph.add(thing(entry));
        return graph;
    }

    /** Record and thing as a document, to be changed and written back. */
    public Document document(Entry entry) {
        return Document.of(JSON.valueToTree(graph(entry)));
    }

    private void expand(Entry entry, List<Object> graph) {
        if (entry.kind() == Kind.HOLDING) {
            catalogue.find(entry.itemOf()).ifPresent(bib -> graph.add(card(bib)));
            graph.add(library(entry.sigel()));
        }
        if (entry.kind() != Kind.BIB) {
            return;
        }
        var items = catalogue.holdings(entry).stream().map(h -> link(h.thing())).toList();
        var thing = thing(entry);
        thing.put("@reverse", map("itemOf", items));
        graph.set(1, thing);
        for (var other : catalogue.linked(entry)) {
            graph.add(card(other));
        }
    }

    private Map<String, Object> card(Entry other) {
        return map("@id", other.uri() + "?lens=card", "@graph", graph(other));
    }

    private static Map<String, Object> library(String sigel) {
        var address = Descriptions.library(sigel);
        var record = map("@id", address, "@type", "Record", "mainEntity", link(address));
        var thing = map("@id", address, "@type", "Library", "name", "Biblioteket " + sigel, "sigel", sigel);
        return map("@id", address + "?lens=card", "@graph", List.of(record, thing));
    }

    private Map<String, Object> record(Entry entry) {
        var record = map(
                "@id", entry.uri(),
                "@type", "Record",
                "created", Entry.libris(entry.created()),
                "modified", entry.datestamp(),
                "mainEntity", link(Descriptions.thing(catalogue, entry)),
                "recordStatus", status(entry),
                "controlNumber", entry.controlNumber());
        if (entry.written().isPresent()) {
            Document.map(entry.written().get().record()).forEach(record::putIfAbsent);
            return record;
        }
        if (entry.isLegacy()) {
            record.put("sameAs", List.of(link(legacy(entry, ""))));
        }
        if (entry.kind() == Kind.BIB) {
            record.put(
                    "encodingLevel",
                    Descriptions.isNationalBibliography(entry) ? "marc:FullLevel" : "marc:MinimalLevel");
        }
        record.put("descriptionCreator", link(Descriptions.library(entry.sigel())));
        record.put("descriptionLastModifier", link(Descriptions.library(entry.sigel())));
        return record;
    }

    private static String status(Entry entry) {
        return entry.deleted() ? "marc:Deleted" : entry.version() == 0 ? "marc:New" : "marc:CorrectedOrRevised";
    }

    private static String legacy(Entry entry, String resource) {
        return "http://libris.kb.se/" + resource + entry.kind().collection() + "/" + entry.controlNumber();
    }

    /** A holding with all that is known of the bib it belongs to. */
    public List<Object> withInstance(Entry holding) {
        var thing = thing(holding);
        catalogue.find(holding.itemOf()).ifPresent(bib -> {
            var instance = thing(bib);
            instance.put("meta", record(bib));
            thing.put("itemOf", instance);
        });
        return List.of(record(holding), thing);
    }

    private Map<String, Object> thing(Entry entry) {
        return entry.written().map(Document::thing).map(Document::map).orElseGet(() -> generated(entry));
    }

    private Map<String, Object> generated(Entry entry) {
        var thing = map("@id", Descriptions.thing(catalogue, entry));
        thing.putAll(
                switch (entry.kind()) {
                    case BIB -> bib(entry);
                    case HOLDING -> holding(entry);
                    case PERSON -> person(entry);
                    case TOPIC ->
                        map(
                                "@type", "Topic",
                                "prefLabel", Descriptions.label(catalogue, entry),
                                "inScheme", link("https://id.kb.se/term/sao"));
                    case WORK ->
                        map(
                                "@type",
                                "Monograph",
                                "hasTitle",
                                List.of(title(Topic.label(catalogue.seed(), entry.number()))));
                });
        if (entry.isLegacy()) {
            thing.put("sameAs", List.of(link(legacy(entry, "resource/"))));
        }
        return thing;
    }

    private Map<String, Object> bib(Entry entry) {
        var book = Descriptions.book(catalogue, entry);
        var work = map("@type", "Monograph");
        catalogue.topic(entry).ifPresent(t -> work.put("subject", List.of(link(Descriptions.thing(catalogue, t)))));
        work.put("language", List.of(link("https://id.kb.se/language/" + book.language())));
        var author = catalogue.author(entry);
        author.ifPresent(a -> work.put(
                "contribution",
                List.of(map(
                        "@type", "PrimaryContribution",
                        "role", List.of(link("https://id.kb.se/relator/author")),
                        "agent", link(a.thing())))));
        var bib = map(
                "@type", "PhysicalResource",
                "category", List.of(link("https://id.kb.se/term/rda/Volume")),
                "hasTitle", List.of(title(book.title())),
                "instanceOf", work,
                "publication",
                        List.of(map(
                                "@type", "PrimaryPublication",
                                "year", book.year(),
                                "agent", map("@type", "Agent", "label", List.of(book.publisher())),
                                "place", List.of(map("@type", "Place", "label", List.of(book.place()))),
                                "country", List.of(link("https://id.kb.se/country/sw")))),
                "extent", List.of(map("@type", "Extent", "label", List.of(book.extent()))),
                "identifiedBy", identifiers(book));
        author.ifPresent(a -> bib.put(
                "responsibilityStatement", Descriptions.person(catalogue, a).straight()));
        return bib;
    }

    private static List<Object> identifiers(Book book) {
        var isbn = map("@type", "ISBN", "value", book.isbn());
        return book.issn().isEmpty() ? List.of(isbn) : List.of(isbn, map("@type", "ISSN", "value", book.issn()));
    }

    private Map<String, Object> holding(Entry entry) {
        var shelf = Descriptions.shelf(catalogue, entry);
        var library = link(Descriptions.library(entry.sigel()));
        var component = map(
                "@type",
                "Item",
                "heldBy",
                library,
                "shelfMark",
                map("@type", "ShelfMark", "label", List.of(shelf.mark())));
        if (!shelf.availability().isEmpty()) {
            component.put(
                    "availability", List.of(map("@type", "ItemAvailability", "label", List.of(shelf.availability()))));
        }
        return map(
                "@type",
                "Item",
                "heldBy",
                library,
                "itemOf",
                link(Entry.HOST + entry.itemOf() + "#it"),
                "hasComponent",
                List.of(component));
    }

    private Map<String, Object> person(Entry entry) {
        var person = Descriptions.person(catalogue, entry);
        return map(
                "@type", "Person",
                "lifeSpan", person.lifeSpan(),
                "givenName", person.given(),
                "familyName", person.family());
    }

    private static Map<String, Object> title(String title) {
        return map("@type", "Title", "mainTitle", title);
    }

    public static Map<String, Object> link(String address) {
        return map("@id", address);
    }

    public static Map<String, Object> map(Object... keysAndValues) {
        var map = new LinkedHashMap<String, Object>();
        for (var i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
