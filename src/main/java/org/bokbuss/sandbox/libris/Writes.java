package org.bokbuss.sandbox.libris;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.Descriptions;
import org.bokbuss.sandbox.catalogue.Document;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.JsonLd;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.sandbox.wire.Answer;
import org.bokbuss.sandbox.wire.Faults;
import org.bokbuss.sandbox.wire.Request;

/**
 * Records made, changed and deleted. The checks and their order are Libris XL's own, as recorded in 2026: what fails
 * first is answered.
 */
final class Writes {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NOT_AUTHORIZED = "You are not authorized to perform this operation";

    private final Catalogue catalogue;
    private final Accounts accounts;
    private final Holdings holdings;
    private final RecordPaths paths;
    private final JsonLd jsonLd;
    private final StoredForm storedForm;
    private final List<Write> log = new CopyOnWriteArrayList<>();

    Writes(Catalogue catalogue, Accounts accounts) {
        this.catalogue = catalogue;
        this.accounts = accounts;
        this.holdings = new Holdings(catalogue, accounts);
        this.paths = new RecordPaths(catalogue);
        this.jsonLd = new JsonLd(catalogue);
        this.storedForm = new StoredForm(this::mainAddress);
    }

    /** What was written so far, or tried to be, the oldest first. */
    List<Write> log() {
        return List.copyOf(log);
    }

    Answer answer(Request request, Faults.OnPage faults) {
        return catalogue.alone(() -> {
            var answer = carriedOut(request, faults);
            var record = answer.headers().getOrDefault("Location", request.path());
            var id = record.substring(record.lastIndexOf('/') + 1);
            log.add(new Write(request.method(), id, catalogue.now(), answer.status()));
            return answer;
        });
    }

    private Answer carriedOut(Request request, Faults.OnPage faults) {
        try {
            var rights = admit(request);
            return switch (request.method()) {
                case "POST" -> post(request, rights);
                case "PUT" -> put(request, rights);
                default -> delete(request, rights);
            };
        } catch (Refused refused) {
            return refused.answer();
        }
    }

    // Who

    private Rights admit(Request request) {
        var shown = request.headers().getOrDefault("authorization", "");
        if (shown.isEmpty()) {
            throw unauthorized("No access token (Authorization header) in request", request);
        }
        var token = accounts.token(shown).orElseThrow(() -> unauthorized("Bad access token.", request));
        if (!token.isGood()) {
            throw unauthorized("Access token has expired", request);
        }
        token.spend();
        return new Rights(
                accounts.permissions(token.clientId()), request.headers().getOrDefault("xl-active-sigel", ""));
    }

    /** Jetty writes its page for some methods only. */
    private static Refused unauthorized(String message, Request request) {
        return new Refused(
                request.method().equals("POST") ? ContainerPage.of(401, message, request) : Answer.empty(401));
    }

    private static Refused forbidden(String message) {
        return new Refused(403, "Forbidden", message);
    }

    private static void checkMayWrite(Rights rights, JsonNode thing) {
        var kind = kind(thing);
        if (kind.equals(Optional.of(Kind.HOLDING))) {
            if (!rights.mayHold(sigel(thing))) {
                throw forbidden(NOT_AUTHORIZED);
            }
        } else if (!rights.mayCatalogue() || kind.equals(Optional.of(Kind.TOPIC))) {
            // Topics belong to id.kb.se, where only KB writes.
            throw forbidden(NOT_AUTHORIZED);
        }
    }

    private static Optional<Kind> kind(JsonNode thing) {
        return Kind.ofType(thing.path("@type").asText());
    }

    private static String sigel(JsonNode item) {
        return Holdings.sigel(item.at("/heldBy/@id").asText())
                .orElseThrow(() -> badRequest("Missing sigel in document."));
    }

    // What

    private static Refused badRequest(String message) {
        return new Refused(400, "Bad Request", message);
    }

    private static JsonNode body(Request request) {
        var type = request.headers().get("content-type");
        if (type == null) {
            // Libris trips over its absence.
            throw new Refused(JsonError.internal());
        }
        if (!type.split(";")[0].strip().equals("application/ld+json")) {
            throw badRequest("Content-Type not supported.");
        }
        try {
            var json = JSON.readTree(request.body());
            if (!json.isObject()) {
                throw badRequest("Failed to read request body: it is no object");
            }
            if (json.isEmpty()) {
                throw badRequest("No data received.");
            }
            return json;
        } catch (JacksonException unreadable) {
            throw badRequest("Failed to read request body: " + unreadable.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void checkTerms(JsonNode document) {
        var errors = Vocabulary.errors(document);
        if (!errors.isEmpty()) {
            throw new Refused(JsonError.invalid(errors));
        }
    }

    private String mainAddress(String address) {
        if (!address.startsWith("http://libris.kb.se/") && !address.startsWith(Entry.HOST)) {
            return address;
        }
        var isThing = address.contains("/resource/") || address.endsWith("#it");
        return holdings.find(address)
                .map(entry -> isThing ? Descriptions.thing(catalogue, entry) : entry.uri())
                .orElse(address);
    }

    private static Answer done(int status, Entry entry, Document document) {
        return Answer.empty(status)
                .with("Location", entry.uri())
                .with("ETag", '"' + tag(document) + '"')
                .with("Cache-Control", "no-cache");
    }

    private static String tag(Document document) {
        return Checksum.of(document.json().get("@graph"));
    }

    // POST

    private Answer post(Request request, Rights rights) {
        if (!request.path().equals("/") && !request.path().equals("/data")) {
            throw new Refused(405, "Method Not Allowed", "Method not allowed.");
        }
        var body = body(request);
        checkPlaceholders(body);
        checkTerms(body);
        var thing = body.get("@graph").get(1);
        checkMayWrite(rights, thing);
        var kind = kind(thing).orElseThrow(() -> badRequest("The type of the thing is not known."));
        checkSameAs(body.get("@graph"));
        var itemOf = kind == Kind.HOLDING ? newlyHeld(thing) : "";
        var sigel = kind == Kind.HOLDING ? sigel(thing) : rights.activeSigel();
        var entry = catalogue.add(
                kind, sigel, itemOf, made -> document(storedForm.of(named(body.get("@graph"), made)), made, rights));
        return done(201, entry, entry.written().orElseThrow());
    }

    private static void checkPlaceholders(JsonNode body) {
        var graph = body.path("@graph");
        if (!graph.isArray() || !graph.path(0).isObject() || !graph.path(1).isObject()) {
            throw badRequest("Body is not flat JSON-LD.");
        }
        var record = graph.at("/0/@id").asText();
        var entity = graph.at("/0/mainEntity/@id").asText();
        var thing = graph.at("/1/@id").asText();
        if (record.isEmpty()) {
            throw badRequest("Document is missing temporary @id in Record");
        }
        if (entity.isEmpty()) {
            throw badRequest("Document is missing temporary mainEntity.@id in Record");
        }
        if (thing.isEmpty()) {
            throw badRequest("Document is missing temporary @id in Thing");
        }
        if (!entity.equals(thing)) {
            throw badRequest("The Record's temporary mainEntity.@id is not same as the Thing's temporary @id");
        }
        if (record.equals(thing)) {
            throw badRequest("The Record's temporary @id can't be the same as the Thing's temporary mainEntity.@id");
        }
    }

    private void checkSameAs(JsonNode graph) {
        for (var address : sameAs(graph)) {
            var other = holdings.find(address);
            if (other.isPresent()) {
                throw new Refused(
                        409,
                        "Conflict",
                        "INSERT of document failed. Extra info: Document considered a duplicate of : [["
                                + other.get().id() + ", on URI: " + address + "]]");
            }
        }
    }

    private static Set<String> sameAs(JsonNode graph) {
        var addresses = new HashSet<String>();
        graph.findValues("sameAs")
                .forEach(all ->
                        all.forEach(each -> addresses.add(each.path("@id").asText())));
        return addresses;
    }

    /** The id of the bib; whatever is wrong with it, or with the library, is answered like a document not found. */
    private String newlyHeld(JsonNode item) {
        var address = mainAddress(item.at("/itemOf/@id").asText());
        var bib = holdings.find(address).filter(entry -> !entry.deleted());
        if (bib.isEmpty() || !holdings.isLibrary(sigel(item)) || isHeld(address, bib.get(), sigel(item))) {
            throw new Refused(JsonError.notFound());
        }
        return bib.get().id();
    }

    /** A link to the record instead of the thing is not seen to be a second one. */
    private boolean isHeld(String address, Entry bib, String sigel) {
        return address.contains("#") && !holdings.of(bib, sigel).isEmpty();
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

    // PUT

    private Answer put(Request request, Rights rights) {
        checkPath(request);
        var body = body(request);
        var entry = paths.record(request.path()).orElseThrow(() -> new Refused(JsonError.notFound()));
        var graph = body.path("@graph");
        var record = graph.isArray() ? graph.path(0) : body;
        if (!record.path("@id").asText().equals(entry.uri())) {
            throw badRequest("Record ID was modified");
        }
        checkTerms(body);
        var before = jsonLd.document(entry);
        checkMayChange(rights, before.thing(), graph.path(1));
        if (!kind(graph.path(1))
                .map(Kind::collection)
                .equals(Optional.of(entry.kind().collection()))) {
            throw badRequest("Cannot change the collection of a record.");
        }
        checkMatch(request, before);
        var after = Document.of(storedForm.of(graph)).by(rights.activeSigel());
        checkKept(before, after);
        return replaced(entry, before, after);
    }

    private void checkPath(Request request) {
        if (request.path().equals("/") || request.path().equals("/data")) {
            throw new Refused(405, "Method Not Allowed", "Method not allowed.");
        }
        paths.elsewhere(request.path()).ifPresent(address -> {
            throw new Refused(Answer.empty(302).with("Location", address).with("Cache-Control", "no-cache"));
        });
    }

    /** A holding stays a holding, and of the same library. */
    private static void checkMayChange(Rights rights, JsonNode before, JsonNode after) {
        checkMayWrite(rights, before);
        if (kind(before).equals(Optional.of(Kind.HOLDING))
                && (!kind(after).equals(kind(before)) || !sigel(after).equals(sigel(before)))) {
            throw forbidden(NOT_AUTHORIZED);
        }
        checkMayWrite(rights, after);
    }

    /** Of an embellished ETag the first half counts. */
    private static void checkMatch(Request request, Document before) {
        var match = request.headers().get("if-match");
        if (match == null) {
            throw badRequest("Missing If-Match header in update");
        }
        if (!Records.bare(match).split(":")[0].equals(tag(before))) {
            throw new Refused(
                    412, "Precondition Failed", "The resource has been updated by someone else. Please refetch.");
        }
    }

    /** What names a record may not go; Libris does not say why it fails. */
    private void checkKept(Document before, Document after) {
        var known = sameAs(before.json().get("@graph"));
        var sent = sameAs(after.json().get("@graph"));
        var added = new HashSet<>(sent);
        added.removeAll(known);
        if (!before.record().path("controlNumber").equals(after.record().path("controlNumber"))
                || !before.thing().path("@id").equals(after.thing().path("@id"))
                || !sent.containsAll(known)
                || added.stream().anyMatch(address -> holdings.find(address).isPresent())) {
            throw new Refused(JsonError.internal());
        }
    }

    private Answer replaced(Entry entry, Document before, Document after) {
        var itemOf = entry.itemOf();
        if (entry.kind() == Kind.HOLDING) {
            var address = after.thing().at("/itemOf/@id").asText();
            var bib = holdings.find(address).filter(found -> !found.deleted());
            if (bib.isEmpty()) {
                // It says so all the same (Libris XL, seen in 2026).
                return done(204, entry, after);
            }
            itemOf = bib.get().id();
            var moved = !before.thing().at("/itemOf/@id").asText().equals(address);
            if (moved && isHeld(address, bib.get(), entry.sigel())) {
                throw new Refused(409, "Conflict", alreadyHeld(bib.get(), entry.sigel()));
            }
        }
        var deleted = after.record().path("recordStatus").asText().equals("marc:Deleted");
        return done(204, catalogue.write(entry.id(), after, itemOf, deleted), after);
    }

    private String alreadyHeld(Entry bib, String sigel) {
        return "Already exists a holding record ("
                + holdings.of(bib, sigel).get(0).id() + ") for " + Descriptions.library(sigel) + " and bib: "
                + bib.thing();
    }

    // DELETE

    private Answer delete(Request request, Rights rights) {
        checkPath(request);
        var entry = paths.record(request.path()).orElseThrow(() -> new Refused(JsonError.notFound()));
        var before = jsonLd.document(entry);
        try {
            checkMayWrite(rights, before.thing());
        } catch (Refused notAllowed) {
            throw forbidden("You do not have sufficient privileges to perform this operation.");
        }
        if (entry.deleted()) {
            throw new Refused(410, "Gone", "Document has been deleted.");
        }
        checkDependents(entry);
        catalogue.write(entry.id(), before.by(rights.activeSigel()), entry.itemOf(), true);
        return Answer.empty(204);
    }

    private void checkDependents(Entry entry) {
        var dependents =
                switch (entry.kind()) {
                    case BIB -> catalogue.holdings(entry);
                    case PERSON, TOPIC ->
                        catalogue
                                .entries()
                                .filter(bib -> bib.kind() == Kind.BIB && !bib.deleted())
                                .filter(bib -> catalogue.linked(bib).contains(entry))
                                .toList();
                    default -> List.<Entry>of();
                };
        if (!dependents.isEmpty()) {
            throw forbidden("Record is referenced by " + dependents.get(0).id() + " and " + (dependents.size() - 1)
                    + " other records.");
        }
    }
}
