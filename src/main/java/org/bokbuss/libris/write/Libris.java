package org.bokbuss.libris.write;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.bokbuss.deliver.RecordRejected;
import org.bokbuss.fetch.HttpFetcher;
import org.bokbuss.fetch.Login;
import org.bokbuss.fetch.Query;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.libris.record.JsonLdRecord;
import org.bokbuss.libris.record.RecordId;

/** Libris XL for those who write: a few requests, each made once. Whether to repeat one is for the caller to judge. */
final class Libris {
    private static final int HOPS = 3;
    private static final int LARGEST_REPLY = 1 << 16;

    /** Numbers are kept digit by digit: what is not ours must come back as it was. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final URI base;
    private final HttpFetcher lookup;
    private final Login login;

    /** @param base Libris's address, with a slash at its end */
    Libris(URI base, HttpFetcher lookup, Login login) {
        this.base = base;
        this.lookup = lookup;
        this.login = login;
    }

    /** The address by which data name a record. */
    String address(RecordId id) {
        return id.address(base);
    }

    /** The record as it stands, without what it links to; empty if it is unknown or deleted. */
    Optional<Version> read(RecordId id) throws SourceFailure, RecordRejected {
        RecordId at = id;
        for (int hops = 0; hops <= HOPS; hops++) {
            try (Response answer = lookup.once(JsonLdRecord.request(base, at.path()), JsonLdRecord::requireWhole)) {
                switch (answer.status()) {
                    case 200 -> {
                        return Optional.of(version(at, answer));
                    }
                    case 404, 410 -> {
                        return Optional.empty();
                    }
                    default -> at = whereItIs(answer);
                }
            }
        }
        throw new RecordRejected("Libris leads from " + id.path() + " to ever more other addresses: not followed");
    }

    /** Of where Libris leads to only the record is believed, not the host. */
    private static RecordId whereItIs(Response answer) throws RecordRejected {
        return answer.header("location")
                .flatMap(RecordId::of)
                .orElseThrow(
                        () -> new RecordRejected(answer.request() + " leads to something that is no record of Libris"));
    }

    private static Version version(RecordId id, Response answer) throws SourceFailure, RecordRejected {
        String etag = answer.header("etag")
                .orElseThrow(() ->
                        new SourceFailure(SourceFailure.Kind.TRANSIENT, "no ETag in answer to " + answer.request()));
        try (InputStream body = answer.open()) {
            JsonNode all = JSON.readTree(body).path("@graph");
            if (!all.path(0).path("@id").isTextual() || !all.path(1).isObject()) {
                throw new RecordRejected("no record in answer to " + answer.request());
            }
            // What it links to may follow, whatever was asked for.
            ArrayNode graph =
                    JsonNodeFactory.instance.arrayNode().add(all.get(0)).add(all.get(1));
            return new Version(id, graph, etag);
        } catch (IOException broken) {
            throw SourceFailure.notWhole(answer, broken);
        }
    }

    /**
     * The library's holdings of a bib, in Libris's own order: one as a rule; several only of old. Empty if Libris knows no
     * such bib.
     *
     * @param bib its address
     */
    Optional<List<RecordId>> holdings(String bib, String sigel) throws SourceFailure, RecordRejected {
        URI uri = URI.create(base + "_findhold?id=" + Query.encode(bib) + "&library=" + Query.encode(sigel));
        Request request =
                Request.get(uri, null).withHeader("Accept", "application/json").accepting(400, 404);
        try (Response answer = lookup.once(request, whole -> {});
                InputStream body = answer.open()) {
            if (answer.status() != 200) {
                return Optional.empty();
            }
            JsonNode found = JSON.readTree(body);
            if (found == null || !found.isArray()) {
                throw new SourceFailure(SourceFailure.Kind.TRANSIENT, "no list of holdings in answer to " + request);
            }
            List<RecordId> holdings = new ArrayList<>();
            for (JsonNode each : found) {
                holdings.add(RecordId.of(each.asText())
                        .orElseThrow(() -> new RecordRejected("something that is no record in answer to " + request)));
            }
            return Optional.of(holdings);
        } catch (IOException broken) {
            throw new SourceFailure(
                    SourceFailure.Kind.TRANSIENT, "no list of holdings in answer to " + request, broken);
        }
    }

    WriteResponse create(ObjectNode document, String sigel) throws SourceFailure {
        return write("POST", "data", document, sigel, null);
    }

    /** @param etag of the version that is replaced, and of no other */
    WriteResponse replace(RecordId id, ObjectNode document, String etag, String sigel) throws SourceFailure {
        return write("PUT", id.path(), document, sigel, etag);
    }

    WriteResponse delete(RecordId id, String sigel) throws SourceFailure {
        return write("DELETE", id.path(), null, sigel, null);
    }

    private WriteResponse write(String method, String path, ObjectNode document, String sigel, String etag)
            throws SourceFailure {
        byte[] body = document == null ? null : document.toString().getBytes(StandardCharsets.UTF_8);
        Request request = Request.of(method, URI.create(base + path), body)
                .withHeader("Accept", "application/json")
                .withHeader("XL-Active-Sigel", sigel)
                .accepting(201, 204, 302, 400, 403, 404, 405, 406, 409, 410, 412, 500)
                .by(login);
        if (document != null) {
            request = request.withHeader("Content-Type", JsonLdRecord.MEDIA_TYPE);
        }
        if (etag != null) {
            request = request.withHeader("If-Match", etag);
        }
        try (Response answer = lookup.once(request, whole -> {});
                InputStream said = answer.open()) {
            String message = message(said.readNBytes(LARGEST_REPLY));
            if (answer.status() == 500 && message.isEmpty()) {
                // Not Libris's own words: what stands in front of it fails, the login service for one, and not the
                // record.
                throw new SourceFailure(SourceFailure.Kind.TRANSIENT, request + " was answered with status 500");
            }
            return new WriteResponse(
                    answer.status(),
                    answer.header("location").orElse(null),
                    answer.header("etag").orElse(null),
                    answer.serverTime(),
                    message);
        } catch (IOException broken) {
            throw new SourceFailure(
                    SourceFailure.Kind.TRANSIENT, "the answer to " + request + " could not be read", broken);
        }
    }

    /** Libris's own words; of a web page, which the container or a proxy answers with, none. */
    private static String message(byte[] body) {
        try {
            JsonNode said = JSON.readTree(body);
            if (said == null) {
                return "";
            }
            String message = said.path("message").asText("");
            TreeSet<String> errors = new TreeSet<>();
            for (JsonNode error : said.path("errors")) {
                errors.add(error.path("description").asText("") + " at " + error.path("path"));
            }
            String id = said.path("error_id").asText("");
            return Query.shown(message
                    + (errors.isEmpty() ? "" : " (" + String.join("; ", errors) + ")")
                    + (id.isEmpty() ? "" : " (error_id " + id + ", which KB can look up)"));
        } catch (IOException noJson) {
            return "";
        }
    }
}
