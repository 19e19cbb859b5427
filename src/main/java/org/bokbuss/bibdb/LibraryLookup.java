package org.bokbuss.bibdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.fetch.Query;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.harvest.Pieces;
import org.bokbuss.harvest.UnreadableRecord;
import org.bokbuss.lookup.LookupAction;
import org.bokbuss.split.Piece;

/** One library by its sigel. What else the answer brings is not believed: bibdb ignores what it does not understand. */
public final class LibraryLookup extends LookupAction {
    private String base;

    @Override
    protected String where() {
        return "bibdb";
    }

    /** Whether the directory has this library. */
    public boolean knows(String sigel) throws SourceFailure, IOException {
        return find(sigel) != Thing.UNKNOWN;
    }

    @Override
    protected Thing find(String sigel) throws SourceFailure, IOException {
        if (sigel.isEmpty() || sigel.length() > 100 || sigel.matches(".*[,*\\p{Cntrl}].*")) {
            throw new IllegalArgumentException("'" + shown(sigel) + "' is no sigel of one library");
        }
        Request request = Request.get(URI.create(base() + Query.encode(sigel)), null);
        try (Response answer = lookup().get(request, whole -> Bibdb.found(pieces(whole)))) {
            Thing found = Thing.UNKNOWN;
            for (Piece piece : pieces(answer)) {
                boolean asked = piece.sound()
                        && piece.json().path("sigel").asText("").strip().equals(sigel);
                found = asked ? thing(Libraries.record(piece)) : found;
            }
            return found;
        } catch (UncheckedIOException broken) {
            throw broken.getCause();
        } catch (UnreadableRecord unreadable) {
            throw new IllegalArgumentException(unreadable.getMessage(), unreadable);
        }
    }

    private static Pieces pieces(Response answer) throws SourceFailure {
        return Pieces.of(answer, Bibdb.libraries(answer));
    }

    private static Thing thing(LibraryRecord library) {
        return Thing.found(library.subject(), library.mediaType(), null, library.body());
    }

    private synchronized String base() {
        if (base == null) {
            base = Settings.of(getCamelContext()).address(Key.BIBDB_BASE_URL) + "/api/lib?level=full&sigel=";
        }
        return base;
    }
}
