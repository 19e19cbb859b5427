package org.bokbuss.sandbox.libris;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bokbuss.sandbox.catalogue.Book;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.Descriptions;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.JsonLd;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.sandbox.wire.Form;

/** Records as hits of a search: the thing described, with the record it is kept in as {@code meta}. */
final class FindItems {
    private final Catalogue catalogue;
    private final JsonLd jsonLd;

    FindItems(Catalogue catalogue) {
        this.catalogue = catalogue;
        this.jsonLd = new JsonLd(catalogue);
    }

    Map<String, Object> item(Entry entry) {
        var item = new LinkedHashMap<>(thing(entry));
        var id = item.remove("@id");
        item.put("reverseLinks", reverseLinks(entry));
        item.put("meta", meta(entry));
        item.put("@id", id);
        switch (entry.kind()) {
            case BIB -> bib(entry, item);
            case HOLDING -> holding(entry, item);
            default -> {}
        }
        return item;
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> thing(Entry entry) {
        return (Map<String, Object>) jsonLd.graph(entry).get(1);
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> meta(Entry entry) {
        var meta = new LinkedHashMap<>((Map<String, Object>) jsonLd.graph(entry).get(0));
        meta.put("descriptionCreator", library(entry.sigel()));
        meta.put(
                "descriptionLastModifier", library(Holdings.sigel(entry.agent()).orElse(entry.sigel())));
        meta.put("librissearch:controlNumbers", entry.controlNumber());
        return meta;
    }

    private void bib(Entry entry, Map<String, Object> item) {
        item.put("identifiedBy", identifiers(item.get("identifiedBy")));
        var items = new ArrayList<>();
        for (var holding : catalogue.holdings(entry)) {
            items.add(map(
                    "@type",
                    "Item",
                    "@id",
                    holding.thing(),
                    "meta",
                    map("@type", "Record", "@id", holding.uri()),
                    "heldBy",
                    map("@id", Descriptions.library(holding.sigel()))));
        }
        item.put("@reverse", map("itemOf", items));
    }

    private void holding(Entry entry, Map<String, Object> item) {
        var bib = catalogue.record(entry.itemOf());
        item.put("heldBy", library(entry.sigel()));
        item.put(
                "itemOf",
                map(
                        "@type", "PhysicalResource",
                        "@id", bib.thing(),
                        "meta", map("@type", "Record", "@id", bib.uri()),
                        "hasTitle",
                                List.of(map(
                                        "@type",
                                        "Title",
                                        "mainTitle",
                                        Descriptions.book(catalogue, bib).title()))));
    }

    /** ISBNs are found by both their forms. */
    private static List<Object> identifiers(Object identifiers) {
        var found = new ArrayList<>();
        for (var identifier : identifiers instanceof List<?> all ? all : List.of()) {
            found.add(identifier);
            if (identifier instanceof Map<?, ?> known && "ISBN".equals(known.get("@type"))) {
                var old = Book.isbn10((String) known.get("value"));
                if (!old.isEmpty()) {
                    found.add(map("@type", "ISBN", "value", old));
                }
            }
        }
        return found;
    }

    private static Map<String, Object> library(String sigel) {
        var address = Descriptions.library(sigel);
        return map(
                "@type",
                "Library",
                "meta",
                map("mainEntity", map("@id", address), "@type", "Record", "@id", address),
                "name",
                "Biblioteket " + sigel,
                "@id",
                address,
                "sigel",
                sigel);
    }

    private Map<String, Object> reverseLinks(Entry entry) {
        var links = entry.kind() == Kind.BIB ? catalogue.holdings(entry).size() : 0;
        return map(
                "totalItemsByRelation",
                map("itemOf.instanceOf", 0),
                "totalItems",
                links,
                "@type",
                "PartialCollectionView",
                "@id",
                "https://libris.kb.se/find?o=" + Form.encode(entry.thing()));
    }

    private static Map<String, Object> map(Object... keysAndValues) {
        var map = new LinkedHashMap<String, Object>();
        for (var i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
