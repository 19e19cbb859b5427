package org.bokbuss.oaipmh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.harvest.Records;
import org.bokbuss.harvest.Session;
import org.bokbuss.split.Piece;

/** The records of ListIdentifiers. Libris writes about behind the header that it belongs to, which the schema does not foresee. */
final class OaiPmhHeaders implements Records {
    private final Iterator<Piece> pieces;
    private final Session session;
    private final OaiPmhReader reader;
    private Piece ahead;

    OaiPmhHeaders(Iterable<Piece> pieces, Session session, OaiPmhReader reader) {
        this.pieces = pieces.iterator();
        this.session = session;
        this.reader = reader;
    }

    @Override
    public LibraryRecord next() throws IOException {
        try {
            abouts();
            Piece header = ahead;
            ahead = null;
            if (header == null) {
                return null;
            }
            List<Piece> abouts = abouts();
            return Records.of(header, session, item -> reader.read(item, abouts));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Reads on to the next header. */
    private List<Piece> abouts() {
        List<Piece> abouts = new ArrayList<>();
        while (ahead == null && pieces.hasNext()) {
            Piece next = pieces.next();
            if (next.name().equals("about")) {
                abouts.add(next);
            } else {
                ahead = next;
            }
        }
        return abouts;
    }
}
