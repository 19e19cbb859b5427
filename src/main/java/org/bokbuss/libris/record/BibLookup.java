package org.bokbuss.libris.record;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.lookup.LookupAction;

/** Finds the bib of an ISBN, an ISSN or an old number. */
public final class BibLookup extends LookupAction {
    private BibSearch bibs;
    private URI base;

    @Override
    protected String where() {
        return "Libris";
    }

    @Override
    protected Thing find(String wanted) throws SourceFailure, IOException {
        String number = wanted.replaceFirst("(?i)^urn:(isbn|issn):", "");
        Optional<Isbn> isbn = Isbn.of(number);
        if (isbn.isPresent()) {
            return found(bibs().byIsbn(isbn.get()));
        }
        if (BibSearch.isIssn(number)) {
            return found(bibs().byIssn(number));
        }
        Optional<RecordId> id = RecordId.of(number);
        if (id.isEmpty()) {
            throw new IllegalArgumentException("'" + shown(wanted)
                    + "' is neither an ISBN whose check digit is right, nor an ISSN, nor a number of the old Libris");
        }
        Optional<RecordId> bib = bibs().current(id.get());
        return bib.isPresent() ? named(bib.get()) : Thing.UNKNOWN;
    }

    private Thing found(List<JsonNode> things) {
        if (things.isEmpty()) {
            return Thing.UNKNOWN;
        }
        byte[] body = (things.size() == 1
                        ? things.get(0)
                        : JsonNodeFactory.instance.arrayNode().addAll(things))
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        return things.size() == 1
                ? Thing.found(
                        things.get(0).path("@id").asText().replaceFirst("#.*$", ""),
                        JsonLdRecord.MEDIA_TYPE,
                        null,
                        body)
                : Thing.ambiguous(JsonLdRecord.MEDIA_TYPE, body);
    }

    private Thing named(RecordId bib) {
        String address = bib.address(base);
        byte[] body = JsonNodeFactory.instance
                .objectNode()
                .put("@id", address + "#it")
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        return Thing.found(address, JsonLdRecord.MEDIA_TYPE, null, body);
    }

    private synchronized BibSearch bibs() {
        if (bibs == null) {
            base = URI.create(Settings.of(getCamelContext()).address(Key.LIBRIS_BASE_URL) + "/");
            bibs = new BibSearch(base, lookup()::get);
        }
        return bibs;
    }
}
