package org.bokbuss.bibdb;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.fetch.Query;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.harvest.JsonRecords;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.lookup.LookupAction;
import org.bokbuss.split.JsonPiece;
import org.bokbuss.split.JsonSplitter;

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
        try (Response answer = lookup().get(request, Bibdb::prove);
                JsonSplitter page = JsonRecords.split(answer, "libraries")) {
            Thing found = Thing.UNKNOWN;
            while (page.hasNext()) {
                JsonPiece piece = page.next();
                JsonNode json = piece.sound() ? piece.json() : null;
                if (json != null && json.path("sigel").asText("").strip().equals(sigel)) {
                    LibraryRecord library = Libraries.record(piece, json);
                    found = Thing.found(library.subject(), library.mediaType(), null, library.body());
                }
            }
            return found;
        } catch (UncheckedIOException broken) {
            throw broken.getCause();
        }
    }

    private synchronized String base() {
        if (base == null) {
            base = Settings.of(getCamelContext()).address(Key.BIBDB_BASE_URL) + "/api/lib?level=full&sigel=";
        }
        return base;
    }
}
