package org.bokbuss.sandbox.libris;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.Descriptions;
import org.bokbuss.sandbox.catalogue.Document;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.sandbox.wire.Answer;
import org.bokbuss.sandbox.wire.Fault;
import org.bokbuss.sandbox.wire.Faults;
import org.bokbuss.sandbox.wire.Request;

/** POST: a record is made. */
final class Creation {
    private final Catalogue catalogue;
    private final Addresses addresses;
    private final Holdings holdings;
    private final StoredForm storedForm;

    Creation(Catalogue catalogue, Addresses addresses, Holdings holdings) {
        this.catalogue = catalogue;
        this.addresses = addresses;
        this.holdings = holdings;
        this.storedForm = new StoredForm(addresses::lasting);
    }

    Answer answer(Request request, Rights rights, Faults.OnPage faults) {
        if (!request.path().equals("/") && !request.path().equals("/data")) {
            throw Refused.methodNotAllowed();
        }
        var body = SentDocument.of(request);
        checkPlaceholders(body);
        SentDocument.checkTerms(body);
        var graph = body.get("@graph");
        var thing = graph.get(1);
        rights.check(thing);
        var kind = Kind.ofType(thing.path("@type").asText())
                .orElseThrow(() -> Refused.badRequest("The type of the thing is not known."));
        checkSameAs(graph);
        var holds = kind == Kind.HOLDING;
        var itemOf = holds ? newlyHeld(thing, faults) : "";
        var sigel = holds ? Holdings.sigel(thing) : rights.activeSigel();
        var entry =
                catalogue.add(kind, sigel, itemOf, made -> document(storedForm.of(named(graph, made)), made, rights));
        return Stored.answer(201, entry.uri(), entry.written().orElseThrow());
    }

    private static void checkPlaceholders(JsonNode body) {
        var graph = body.path("@graph");
        if (!graph.isArray() || !graph.path(0).isObject() || !graph.path(1).isObject()) {
            throw Refused.badRequest("Body is not flat JSON-LD.");
        }
        var record = graph.at("/0/@id").asText();
        var entity = graph.at("/0/mainEntity/@id").asText();
        var thing = graph.at("/1/@id").asText();
        if (record.isEmpty()) {
            throw Refused.badRequest("Document is missing temporary @id in Record");
        }
        if (entity.isEmpty()) {
            throw Refused.badRequest("Document is missing temporary mainEntity.@id in Record");
        }
        if (thing.isEmpty()) {
            throw Refused.badRequest("Document is missing temporary @id in Thing");
        }
        if (!entity.equals(thing)) {
            throw Refused.badRequest("The Record's temporary mainEntity.@id is not same as the Thing's temporary @id");
        }
        if (record.equals(thing)) {
            throw Refused.badRequest(
                    "The Record's temporary @id can't be the same as the Thing's temporary mainEntity.@id");
        }
    }

    private void checkSameAs(JsonNode graph) {
        for (var address : Stored.sameAs(graph)) {
            var other = addresses.find(address);
            if (other.isPresent()) {
                throw new Refused(
                        409,
                        "Conflict",
                        "INSERT of document failed. Extra info: Document considered a duplicate of : [["
                                + other.get().id() + ", on URI: " + address + "]]");
            }
        }
    }

    /** The id of the bib; whatever is wrong with it, or with the library, is answered like a document not found. */
    private String newlyHeld(JsonNode item, Faults.OnPage faults) {
        var sigel = Holdings.sigel(item);
        var address = addresses.lasting(item.at("/itemOf/@id").asText());
        var bib = addresses
                .find(address)
                .filter(entry -> !entry.deleted() && holdings.isLibrary(sigel))
                // A single component outside a list is what it trips over too.
                .filter(entry -> !item.path("hasComponent").isObject())
                .orElseThrow(() -> new Refused(JsonError.notFound()));
        if (holdings.isHeld(address, bib, sigel)) {
            throw duplicate(holdings.alreadyHeld(bib, sigel), faults);
        }
        return bib.id();
    }

    /** 409 until 2025, 404 since; the documentation says 400. */
    private static Refused duplicate(String message, Faults.OnPage faults) {
        return switch (faults.value(Fault.Kind.DUPLICATE_STATUS).orElse("404")) {
            case "400" -> Refused.badRequest(message);
            case "409" -> new Refused(409, "Conflict", message);
            default -> new Refused(JsonError.notFound());
        };
    }

    /** With its own id in every place where the placeholder stood. */
    private static JsonNode named(JsonNode graph, Entry made) {
        var placeholder = graph.at("/0/@id").asText();
        var named = graph.deepCopy();
        named.findParents("@id").forEach(parent -> {
            var id = parent.get("@id").asText();
            if (id.startsWith(placeholder)) {
                ((ObjectNode) parent).put("@id", made.uri() + id.substring(placeholder.length()));
            }
        });
        return named;
    }

    /** With the fields that are the server's. */
    private static Document document(ArrayNode graph, Entry made, Rights rights) {
        var record = (ObjectNode) graph.get(0);
        record.put("controlNumber", made.id());
        record.putObject("descriptionCreator").put("@id", Descriptions.library(rights.activeSigel()));
        return Document.of(graph).by(rights.activeSigel());
    }
}
