package org.bokbuss.sandbox.libris;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;
import org.bokbuss.sandbox.catalogue.Document;
import org.bokbuss.sandbox.wire.Answer;

/** What is said of a document that is kept. */
final class Stored {
    private Stored() {}

    /** That it was written, where it is, and its ETag. */
    static Answer answer(int status, String address, Document document) {
        return Answer.empty(status)
                .with("Location", address)
                .with("ETag", '"' + tag(document) + '"')
                .with("Cache-Control", "no-cache");
    }

    /** Its ETag without quotes. */
    static String tag(Document document) {
        return Checksum.of(document.json().get("@graph"));
    }

    /** The other addresses of record and thing. */
    static Set<String> sameAs(JsonNode graph) {
        var addresses = new HashSet<String>();
        graph.findValues("sameAs")
                .forEach(all ->
                        all.forEach(each -> addresses.add(each.path("@id").asText())));
        return addresses;
    }
}
