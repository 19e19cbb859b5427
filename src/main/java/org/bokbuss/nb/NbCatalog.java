package org.bokbuss.nb;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;
import org.bokbuss.fetch.Query;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.harvest.Page;
import org.bokbuss.harvest.Pieces;
import org.bokbuss.harvest.Session;
import org.bokbuss.harvest.Source;
import org.bokbuss.harvest.UnreadableRecord;
import org.bokbuss.harvest.Window;
import org.bokbuss.split.JsonSplitter;
import org.bokbuss.split.Piece;
import org.bokbuss.split.Splitter;

/**
 * What Norway's National Library has in its digital collections: all hits of a search in {@code /catalog/v1/items}.
 *
 * <p>The answer is HAL: items in {@code _embedded}, which is left out where there are none, and a {@code page} that says
 * how many there are. An item has no date of its last change, so every run asks for all of them.
 */
public final class NbCatalog implements Source {
    /** Items on a page. */
    private static final int SIZE = 100;

    private static final Pattern ID = Pattern.compile("\\p{Alnum}[\\p{Alnum}._:-]{0,199}");

    private String query = "";
    private String filter = "";

    /** Words to look for; empty for all. */
    public void setQuery(String query) {
        this.query = query.strip();
    }

    /** What items must have, {@code FIELD:VALUE}, several joined by {@code &}; empty for all. */
    public void setFilter(String filter) {
        this.filter = filter.strip();
        for (String condition : this.filter.split("&")) {
            if (!this.filter.isEmpty() && !condition.matches("[^:\\s]+:.+")) {
                throw new UserError("filter=" + filter + ": write FIELD:VALUE, several joined by &");
            }
        }
    }

    @Override
    public Session open(CamelContext context, Settings settings) {
        return new Search(settings.address(Key.NB_BASE_URL) + "/catalog/v1/items?" + parameters());
    }

    private String parameters() {
        StringBuilder parameters = new StringBuilder("q=" + Query.encode(query));
        for (String condition : filter.split("&")) {
            parameters.append(condition.isEmpty() ? "" : "&filter=" + Query.encode(condition));
        }
        return parameters.toString();
    }

    /** One run of the search. */
    private record Search(String source) implements Session {
        @Override
        public Request identify() {
            return Request.get(URI.create(source + "&size=1&page=0"), null);
        }

        @Override
        public Request first(Window window) {
            return page(0);
        }

        @Override
        public Request next(Window window, String cursor) {
            return page(Integer.parseInt(cursor));
        }

        private Request page(int number) {
            return Request.get(URI.create(source + "&size=" + SIZE + "&page=" + number), null);
        }

        @Override
        public Splitter<Piece> split(Response answer) {
            return new JsonSplitter(answer.open(), answer.largestRecord(), "_embedded", "items");
        }

        @Override
        public Page read(Window window, String cursor, Pieces items) throws SourceFailure {
            Request asked = items.answer().request();
            JsonNode said = items.envelope().path("page");
            int number = cursor == null ? 0 : Integer.parseInt(cursor);
            long total = said.path("totalElements").asLong(-1);
            boolean none = items.count() == 0;
            if (total < 0 || said.path("number").asInt(-1) != number || none && total > (long) number * SIZE) {
                throw new SourceFailure(
                        SourceFailure.Kind.TRANSIENT,
                        "not page %d of the hits, as asked: page %s of %d hits, with %d items, in answer to %s"
                                .formatted(number, said.path("number").asText("-"), total, items.count(), asked));
            }
            boolean last = asked.equals(identify()) || total <= (number + 1L) * SIZE;
            return new Page(items, last ? null : String.valueOf(number + 1)).of(total);
        }

        @Override
        public LibraryRecord record(Piece piece) throws UnreadableRecord {
            JsonNode item = piece.json();
            String id = item.path("id").asText("");
            if (!ID.matcher(id).matches()) {
                throw new UnreadableRecord("the item has no usable id");
            }
            String urn = item.path("metadata").path("identifiers").path("urn").asText("");
            return LibraryRecord.of(
                    piece,
                    "https://www.nb.no/items/" + id,
                    false,
                    null,
                    mediaType(),
                    piece.bytes(),
                    urn.isEmpty() ? Map.of() : Map.of("urn", urn));
        }

        @Override
        public String mediaType() {
            return "application/json";
        }

        @Override
        public boolean timed() {
            return false;
        }
    }
}
