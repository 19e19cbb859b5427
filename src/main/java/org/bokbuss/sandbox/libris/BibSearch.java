package org.bokbuss.sandbox.libris;

import java.util.Comparator;
import java.util.List;
import org.bokbuss.sandbox.catalogue.Book;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.Descriptions;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.sandbox.catalogue.Marc;
import org.bokbuss.sandbox.catalogue.MarcRecord;
import org.bokbuss.sandbox.catalogue.MarcXml;

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

    /** A record without attributes; with the holdings' fields, each with the library's sigel, if wanted. */
    StringBuilder marc(Entry bib, boolean holdings, boolean ownNamespace) {
        var record = plain(bib);
        if (holdings) {
            catalogue.holdings(bib).forEach(holding -> record.interleave(holding.sigel(), plain(holding)));
        }
        var xml = new StringBuilder(4096);
        record.writeTo(new MarcXml(xml));
        return xml.replace(
                0, xml.indexOf(">"), ownNamespace ? "<record xmlns=\"http://www.loc.gov/MARC21/slim\"" : "<record");
    }

    private MarcRecord plain(Entry entry) {
        var record = new MarcRecord();
        marc.write(entry, record);
        return record;
    }
}
