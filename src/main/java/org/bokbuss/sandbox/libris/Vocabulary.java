package org.bokbuss.sandbox.libris;

import static org.bokbuss.sandbox.catalogue.JsonLd.map;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The terms a record may be written with: of Libris' vocabulary what holdings need, and what the sandbox' own records
 * have. Terms of {@code marc:} are all taken as known.
 */
final class Vocabulary {
    /** Their values are objects, or lists of them. */
    private static final Set<String> LINKS = Set.of(
            "acquisitionSource",
            "agent",
            "associatedMedia",
            "availability",
            "bibliography",
            "broader",
            "carrierType",
            "category",
            "classification",
            "contentType",
            "contribution",
            "country",
            "descriptionCreator",
            "descriptionLanguage",
            "descriptionLastModifier",
            "descriptionUpgrader",
            "electronicLocator",
            "extent",
            "generationProcess",
            "genreForm",
            "hasComponent",
            "hasDimensions",
            "hasInstance",
            "hasNote",
            "hasPart",
            "hasTitle",
            "heldBy",
            "identifiedBy",
            "inDataset",
            "inScheme",
            "instanceOf",
            "isPartOf",
            "itemOf",
            "language",
            "mainEntity",
            "mediaType",
            "meta",
            "narrower",
            "nationality",
            "originPlace",
            "place",
            "provisionActivity",
            "publication",
            "role",
            "sameAs",
            "shelfMark",
            "source",
            "subject",
            "summary",
            "supplementaryContent",
            "technicalNote",
            "usageAndAccessPolicy");

    private static final Set<String> TEXTS = Set.of(
            "acquisitionNote",
            "altLabel",
            "appliesTo",
            "callNumberPrefix",
            "callNumberSuffix",
            "cataloguersNote",
            "code",
            "computedLabel",
            "controlNumber",
            "copyNumber",
            "created",
            "custodialHistory",
            "date",
            "descriptionConventions",
            "domain",
            "editionStatement",
            "encodingLevel",
            "familyName",
            "formerShelfLocation",
            "generationDate",
            "givenName",
            "immediateAcquisition",
            "inventoryLevel",
            "issuanceType",
            "label",
            "langCode",
            "lifeSpan",
            "mainTitle",
            "modified",
            "name",
            "nonCodedLocationQualifier",
            "note",
            "organizationalUnit",
            "partName",
            "partNumber",
            "physicalLocation",
            "prefLabel",
            "qualifier",
            "recordStatus",
            "responsibilityStatement",
            "shelfControlNumber",
            "shelfLabel",
            "sigel",
            "subtitle",
            "titleRemainder",
            "uri",
            "value",
            "year");

    private static final Set<String> KEYWORDS =
            Set.of("@id", "@type", "@context", "@graph", "@reverse", "@value", "@language", "_categoryByCollection");

    private final List<Map<String, Object>> errors = new ArrayList<>();

    private Vocabulary() {}

    /** What is wrong with a document, in Libris' own words; nothing if it may be written. */
    static List<Map<String, Object>> errors(JsonNode document) {
        var check = new Vocabulary();
        check.object(document, List.of());
        return check.errors;
    }

    private void object(JsonNode node, List<Object> path) {
        for (var field : node.properties()) {
            field(field.getKey(), field.getValue(), with(path, field.getKey()));
        }
    }

    private void field(String key, JsonNode value, List<Object> path) {
        if (key.equals("@graph") && path.size() > 1) {
            wrong("NESTED_GRAPH", "Nested graph object found", path, key, value);
        } else if ((key.equals("@id") || key.equals("@type")) && !value.isTextual()) {
            wrong("UNEXPECTED", "Unexpected value of key", path, key, value);
        } else if (!isKnown(key)) {
            wrong("MISSING_DEFINITION", "Unknown term. Missing definition", path, key, "");
        } else if (LINKS.contains(key) && hasPlainValue(value)) {
            wrong("OBJECT_TYPE_EXPECTED", "Expected value type of key to be object", path, key, value);
        } else {
            below(value, path);
        }
    }

    private void below(JsonNode value, List<Object> path) {
        if (value.isObject()) {
            object(value, path);
        } else if (value.isArray()) {
            for (var i = 0; i < value.size(); i++) {
                below(value.get(i), with(path, i));
            }
        }
    }

    private static boolean hasPlainValue(JsonNode value) {
        if (!value.isArray()) {
            return !value.isObject() && !value.isNull();
        }
        for (var each : value) {
            if (!each.isObject()) {
                return true;
            }
        }
        return false;
    }

    private static boolean isKnown(String key) {
        return LINKS.contains(key) || TEXTS.contains(key) || KEYWORDS.contains(key) || key.startsWith("marc:");
    }

    private static List<Object> with(List<Object> path, Object step) {
        var longer = new ArrayList<>(path);
        longer.add(step);
        return longer;
    }

    private void wrong(String type, String description, List<Object> path, String key, Object value) {
        errors.add(map("type", type, "description", description, "path", path, "key", key, "value", value));
    }
}
