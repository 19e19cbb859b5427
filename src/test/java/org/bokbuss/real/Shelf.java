package org.bokbuss.real;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/** Bibs and holdings of the test's own at Libris, and a day on which something happens to each of them. */
final class Shelf implements AutoCloseable {
    private final RealLibris libris;
    private final Deque<String> made = new ArrayDeque<>();

    final String corrected;
    final String left;
    final String entered;
    final String weeded;
    final String acquired;
    final String withdrawn;
    final String marked;
    final String moved;
    final String discarded;

    Shelf(RealLibris libris) {
        this.libris = libris;
        corrected = bib("Bok Rättad åäö & <tecken> \uD83D\uDCDA", 1);
        left = bib("Bok Lämnad", 2);
        entered = bib("Bok Tillflyttad", 3);
        weeded = bib("Bok Gallrad", 4);
        acquired = bib("Bok Förvärvad", 5);
        withdrawn = bib("Bok Utan bestånd", 6);
        marked = holding(corrected);
        moved = holding(left);
        discarded = holding(weeded);
    }

    /** A word in the corrected title that nothing else has. */
    static final String CORRECTION = "rättadpånytt";

    private String bib(String title, int number) {
        return kept(libris.makeBib(title, isbn(number), "marc:FullLevel"));
    }

    /** Of a publisher who does not exist. */
    static String isbn(int number) {
        String digits = "97891998%04d".formatted(number);
        int sum = 0;
        for (int i = 0; i < 12; i++) {
            sum += (digits.charAt(i) - '0') * (i % 2 == 0 ? 1 : 3);
        }
        return digits + (10 - sum % 10) % 10;
    }

    private String holding(String bib) {
        return kept(libris.makeHolding(bib, "SEK", "Hcf shelf"));
    }

    private String kept(String id) {
        made.push(id);
        return id;
    }

    private void delete(String id) {
        libris.delete(id);
        made.remove(id);
    }

    /** A bib is corrected, one is new, one is deleted; a holding is new, one is marked anew, moved, discarded. */
    void happen() {
        libris.change(corrected, bib -> ((ObjectNode) bib.at("/hasTitle/0")).put("mainTitle", "Bok " + CORRECTION));
        bib("Bok Ny", 7);
        delete(withdrawn);
        holding(acquired);
        libris.change(marked, item -> ((ObjectNode) item.at("/hasComponent/0/shelfMark"))
                .putArray("label")
                .add("Hcf marked"));
        libris.change(
                moved, item -> ((ObjectNode) item.at("/itemOf")).put("@id", "https://libris.kb.se/" + entered + "#it"));
        delete(discarded);
    }

    /** Its bibs, those that are deleted left out. */
    Set<String> bibs() {
        return libris.stored("b.collection = 'bib' and not b.deleted and " + mine())
                .keySet();
    }

    private String mine() {
        return "b.id in ('" + String.join("','", made) + "')";
    }

    /** Takes away what is left, holdings before their bibs. */
    @Override
    public void close() {
        for (String collection : new String[] {"hold", "bib"}) {
            libris.stored("b.collection = '" + collection + "' and " + mine())
                    .keySet()
                    .forEach(this::delete);
        }
    }
}
