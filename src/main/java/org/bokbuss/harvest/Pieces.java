package org.bokbuss.harvest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import javax.xml.namespace.QName;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.split.Piece;
import org.bokbuss.split.Splitter;

/**
 * What an answer consists of, once it is proven whole: its pieces, which can be read as often as need be, and what stands
 * around them. Iterating throws {@link UncheckedIOException} where our own disk fails.
 */
public final class Pieces implements Iterable<Piece> {
    private final Response answer;
    private final Boundaries boundaries;
    private final Map<String, Integer> counts;
    private final JsonNode envelope;
    private final QName documentElement;
    private final Set<Splitter.Other> others;

    private Pieces(Response answer, Boundaries boundaries, Map<String, Integer> counts, Splitter<Piece> walked) {
        this.answer = answer;
        this.boundaries = boundaries;
        this.counts = counts;
        this.envelope = walked.envelope();
        this.documentElement = walked.documentElement();
        this.others = walked.others();
    }

    /** Walks an answer to its end, as the session says. @throws SourceFailure if it is not whole, or something else */
    public static Pieces of(Session session, Response answer) throws SourceFailure {
        return of(answer, session.split(answer));
    }

    /** Walks an answer to its end. @throws SourceFailure if it is not whole, or something else altogether */
    public static Pieces of(Response answer, Splitter<Piece> splitter) throws SourceFailure {
        try (splitter) {
            Boundaries boundaries = new Boundaries(answer);
            Map<String, Integer> counts = new HashMap<>();
            while (splitter.hasNext()) {
                Piece piece = splitter.next();
                boundaries.add(piece);
                counts.merge(piece.name(), 1, Integer::sum);
            }
            return new Pieces(answer, boundaries, counts, splitter);
        } catch (UncheckedIOException | IOException e) {
            throw SourceFailure.notWhole(answer, e);
        }
    }

    public Response answer() {
        return answer;
    }

    /** How many there are. */
    public int count() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** How many there are of a name. */
    public int count(String name) {
        return counts.getOrDefault(name, 0);
    }

    /** Of JSON, the page without its pieces. */
    public JsonNode envelope() {
        return envelope;
    }

    /** Of XML, the name of the document element. */
    public QName documentElement() {
        return documentElement;
    }

    /** Of XML, what was read that is no piece. */
    public Set<Splitter.Other> others() {
        return others;
    }

    /** All of them, from the first on. */
    @Override
    public Iterator<Piece> iterator() {
        return named().iterator();
    }

    /** Those of these names. */
    public Iterable<Piece> named(String... names) {
        return () -> new Reading(boundaries.read(Set.of(names)));
    }

    private static final class Reading implements Iterator<Piece> {
        private final Boundaries.Reading pieces;
        private Piece next;

        Reading(Boundaries.Reading pieces) {
            this.pieces = pieces;
            read();
        }

        private void read() {
            try {
                next = pieces.next();
            } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public Piece next() {
            if (next == null) {
                throw new NoSuchElementException("the page has no more pieces");
            }
            Piece given = next;
            read();
            return given;
        }
    }
}
