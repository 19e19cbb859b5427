package org.bokbuss.bibdb;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.bokbuss.Key;
import org.bokbuss.Mistake;
import org.bokbuss.Settings;
import org.bokbuss.fetch.Answer;
import org.bokbuss.fetch.Failure;
import org.bokbuss.fetch.Lookup;
import org.bokbuss.fetch.Query;
import org.bokbuss.fetch.Request;
import org.bokbuss.harvest.JsonRecords;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.split.JsonPiece;
import org.bokbuss.split.JsonSplitter;

/** One library by its sigel. What else the answer brings is not believed: bibdb ignores what it does not understand. */
public final class LibraryLookup implements CamelContextAware {
    /** Exchange property: the sigel to look for. */
    public static final String SIGEL = "bokbuss.sigel";

    /** Header: {@code found} or {@code unknown}. */
    public static final String FOUND = "BokbussFound";

    private static final String SUBJECT = "CamelCloudEventSubject";
    private static final String TYPE = "CamelCloudEventDataContentType";
    private static final byte[] NOTHING = {};

    private CamelContext context;
    private boolean failIfMissing;
    private String base;
    private Lookup lookup;

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    /** What to do where there is no such library: {@code pass} it on empty, or {@code fail}. */
    public void setMissing(String missing) {
        if (!missing.equals("pass") && !missing.equals("fail")) {
            throw new Mistake("missing=" + missing + ": write pass or fail");
        }
        failIfMissing = missing.equals("fail");
    }

    /** Puts the library in the message's body, with its time and subject as in a harvest. */
    public void lookUp(Exchange exchange) throws Exception {
        String sigel = exchange.getProperty(SIGEL, "", String.class).strip();
        if (sigel.isEmpty() || sigel.length() > 100 || sigel.matches(".*[,*\\p{Cntrl}].*")) {
            throw new IllegalArgumentException("'" + Query.shown(sigel) + "' is no sigel of one library");
        }
        LibraryRecord library = find(sigel);
        if (library == null && failIfMissing) {
            throw new IllegalArgumentException("bibdb has no library with the sigel " + sigel);
        }
        Message message = exchange.getMessage();
        message.setHeader(FOUND, library == null ? "unknown" : "found");
        message.setBody(library == null ? NOTHING : library.body());
        if (library == null) {
            message.removeHeader(TYPE);
        } else {
            message.setHeader(SUBJECT, library.subject());
            message.setHeader(TYPE, library.mediaType());
        }
    }

    private LibraryRecord find(String sigel) throws Failure, IOException {
        Request request = Request.get(URI.create(base() + Query.encode(sigel)), null);
        try (Answer answer = lookup().get(request, Bibdb::found);
                JsonSplitter page = JsonRecords.split(answer, "libraries")) {
            LibraryRecord found = null;
            while (page.hasNext()) {
                JsonPiece piece = page.next();
                JsonNode json = piece.sound() ? piece.json() : null;
                if (json != null && json.path("sigel").asText("").strip().equals(sigel)) {
                    found = Libraries.record(piece, json);
                }
            }
            return found;
        } catch (UncheckedIOException broken) {
            throw broken.getCause();
        } catch (Failure failure) {
            // Trouble with the way, not with the record that waits for the answer.
            if (failure.kind() == Failure.Kind.AGAIN || failure.kind() == Failure.Kind.BROKEN) {
                throw new IOException(failure.getMessage());
            }
            throw failure;
        }
    }

    private synchronized String base() {
        if (base == null) {
            base = Settings.of(context).address(Key.BIBDB_BASE_URL) + "/api/lib?level=full&sigel=";
        }
        return base;
    }

    private synchronized Lookup lookup() {
        if (lookup == null) {
            lookup = new Lookup(context);
        }
        return lookup;
    }
}
