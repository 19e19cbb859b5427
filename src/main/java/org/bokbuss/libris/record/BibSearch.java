package org.bokbuss.libris.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.bokbuss.fetch.Query;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;

/**
 * Finds bibs by the numbers they are known by outside Libris. A search, so a second or more behind what was written; it
 * never finds deleted ones.
 */
public final class BibSearch {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ISSN = Pattern.compile("[0-9]{4}-?[0-9]{3}[0-9X]");

    /** More than share a number, and enough to say that it is not clear which one is meant. */
    private static final int MOST = 20;

    private static final int HOPS = 3;

    private final URI base;
    private final Asking asking;

    /** How a question is put: as often as it takes, or once. */
    @FunctionalInterface
    public interface Asking {
        Response get(Request request) throws SourceFailure;
    }

    /** @param base Libris's address, with a slash at its end */
    public BibSearch(URI base, Asking asking) {
        this.base = base;
        this.asking = asking;
    }

    /** What is found of bibs, as Libris shows it: things with {@code @id}, {@code @type} and a few properties. */
    public List<JsonNode> byIsbn(Isbn isbn) throws SourceFailure {
        return search("identifiedBy.@type=ISBN&identifiedBy.value=" + isbn.digits(), found -> isbn.forms()
                .contains(found.replace("-", "").toUpperCase()));
    }

    /** The same by ISSN, eight digits with or without a hyphen. */
    public List<JsonNode> byIssn(String issn) throws SourceFailure {
        String digits = issn.replace("-", "");
        String written = digits.substring(0, 4) + "-" + digits.substring(4);
        return search("identifiedBy.@type=ISSN&identifiedBy.value=" + written, found -> found.replace("-", "")
                .equalsIgnoreCase(digits));
    }

    public static boolean isIssn(String text) {
        return ISSN.matcher(text).matches();
    }

    private interface Test {
        boolean accepts(String value);
    }

    private List<JsonNode> search(String query, Test test) throws SourceFailure {
        URI uri = URI.create(base + "find.jsonld?q=*&@type=Instance&" + query + "&_limit=" + MOST + "&_stats=false");
        try (Response answer = asking.get(Request.get(uri, null).withHeader("Accept", JsonLdRecord.MEDIA_TYPE));
                InputStream body = answer.open()) {
            JsonNode items = JSON.readTree(body).path("items");
            if (!items.isArray()) {
                throw new SourceFailure(
                        SourceFailure.Kind.TRANSIENT, "no list of hits in answer to " + answer.request());
            }
            List<JsonNode> found = new ArrayList<>();
            for (JsonNode item : items) {
                if (RecordId.of(item.path("@id").asText()).isPresent() && has(item, test)) {
                    found.add(item);
                }
            }
            return found;
        } catch (IOException broken) {
            throw new SourceFailure(
                    SourceFailure.Kind.TRANSIENT, "no whole list of hits in answer to GET " + uri, broken);
        }
    }

    /** The search finds type and value also where they stand in two different numbers of one bib. */
    private static boolean has(JsonNode item, Test test) {
        JsonNode numbers = item.path("identifiedBy");
        return numbers.isMissingNode()
                || StreamSupport.stream(
                                numbers.isArray()
                                        ? numbers.spliterator()
                                        : List.of(numbers).spliterator(),
                                false)
                        .anyMatch(number -> test.accepts(number.path("value").asText()));
    }

    /** The record that an old number stands for; itself, if it is no old number; empty if there is none. */
    public Optional<RecordId> current(RecordId id) throws SourceFailure {
        RecordId at = id;
        for (int hops = 0; at.legacy() && hops <= HOPS; hops++) {
            try (Response answer = asking.get(JsonLdRecord.request(base, at.path()))) {
                if (answer.status() != 302) {
                    return answer.status() == 200 ? Optional.of(new RecordId(idOf(answer), false)) : Optional.empty();
                }
                Optional<RecordId> next = answer.header("location").flatMap(RecordId::of);
                if (next.isEmpty()) {
                    return Optional.empty();
                }
                at = next.get();
            }
        }
        return at.legacy() ? Optional.empty() : Optional.of(at);
    }

    private static String idOf(Response answer) throws SourceFailure {
        try (InputStream body = answer.open()) {
            return RecordId.of(JSON.readTree(body)
                            .path("@graph")
                            .path(0)
                            .path("@id")
                            .asText())
                    .map(RecordId::path)
                    .orElseThrow(() -> new IOException("it names no record"));
        } catch (IOException broken) {
            throw new SourceFailure(
                    SourceFailure.Kind.TRANSIENT,
                    "the answer to " + answer.request() + " cannot be used: " + Query.shown(broken.getMessage()),
                    broken);
        }
    }
}
