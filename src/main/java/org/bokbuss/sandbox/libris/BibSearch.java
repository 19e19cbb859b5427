package org.bokbuss.sandbox.libris;

import java.util.Comparator;
import java.util.List;
import org.bokbuss.sandbox.catalogue.Book;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.Descriptions;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.sandbox.catalogue.Marc;
import org.bokbuss.sandbox.catalogue.MarcXml;
import org.bokbuss.sandbox.catalogue.Xml;

/** Living bibs by words, as Libris' older search APIs find them, and their MARC as those deliver it. */
final class BibSearch {
    private final Catalogue catalogue;
    private final Marc marc;

    BibSearch(Catalogue catalogue) {
        this.catalogue = catalogue;
        this.marc = new Marc(catalogue);
    }

    /**
     * Looks for bibs.
     *
     * @param order as XSearch names it
     * @throws IllegalArgumentException if the question can't be understood
     */
    List<Entry> hits(String question, String order) {
        var words = Words.parse(question);
        var everything = question.strip().equals("*");
        return catalogue
                .entries()
                .filter(e -> e.kind() == Kind.BIB && !e.deleted())
                .filter(e -> everything || words.want(Words.of(catalogue, e)))
                .sorted(order(order))
                .toList();
    }

    private Comparator<Entry> order(String name) {
        var title = Comparator.comparing((Entry e) -> book(e).title()).thenComparing(Entry::row);
        var newest =
                Comparator.comparing((Entry e) -> book(e).year()).reversed().thenComparing(Entry::row);
        return switch (name) {
            case "alphabetical" -> title;
            case "-alphabetical" -> title.reversed();
            case "chronological" -> newest;
            case "-chronological" -> newest.reversed();
            default -> Comparator.comparing(Entry::row);
        };
    }

    Book book(Entry bib) {
        return Descriptions.book(catalogue, bib);
    }

    /** A record without attributes; with the fields of all holdings, each with the library's sigel, if wanted. */
    StringBuilder marc(Entry bib, boolean holdings, boolean ownNamespace) {
        var xml = new StringBuilder(4096);
        marc.write(bib, new MarcXml(xml));
        xml.replace(0, xml.indexOf(">"), ownNamespace ? "<record xmlns=\"http://www.loc.gov/MARC21/slim\"" : "<record");
        if (holdings) {
            var at = xml.lastIndexOf("<datafield");
            for (var holding : catalogue.holdings(bib)) {
                var field = new StringBuilder("<datafield ind1=\" \" ind2=\" \" tag=\"852\"><subfield code=\"5\">")
                        .append(Xml.escape(holding.sigel()))
                        .append("</subfield><subfield code=\"b\">")
                        .append(Xml.escape(holding.sigel()))
                        .append("</subfield><subfield code=\"h\">")
                        .append(Xml.escape(
                                Descriptions.shelf(catalogue, holding).mark()))
                        .append("</subfield></datafield>");
                xml.insert(at, field);
                at += field.length();
            }
        }
        return xml;
    }
}
