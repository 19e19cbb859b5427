package org.bokbuss.harvest;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import org.bokbuss.split.Piece;

/** The records of a page, one after the other. */
@FunctionalInterface
public interface Records extends Closeable {
    /** The next record; null after the last. */
    LibraryRecord next() throws IOException;

    @Override
    default void close() throws IOException {
        // most hold nothing open
    }

    /** A record a piece, bad ones among them. */
    static Records of(Iterable<Piece> pieces, Session session) {
        Iterator<Piece> all = pieces.iterator();
        return () -> {
            try {
                LibraryRecord record = null;
                while (record == null && all.hasNext()) {
                    record = of(all.next(), session);
                }
                return record;
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        };
    }

    /** The record of a piece, perhaps a bad one; null for a piece that is none. */
    static LibraryRecord of(Piece piece, Session session) throws IOException {
        return of(piece, session, session::record);
    }

    /** The same where more than the piece makes the record. */
    static LibraryRecord of(Piece piece, Session session, Reading reading) throws IOException {
        String fault = piece.fault();
        try {
            if (fault == null) {
                return reading.record(piece);
            }
        } catch (UnreadableRecord unreadable) {
            fault = unreadable.getMessage();
        }
        return LibraryRecord.faulty(session.subject(piece), session.mediaType(), piece.bytes(), piece.offset(), fault);
    }

    /** Makes a record of a sound piece. */
    @FunctionalInterface
    interface Reading {
        LibraryRecord record(Piece piece) throws UnreadableRecord, IOException;
    }
}
