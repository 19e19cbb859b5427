package org.bokbuss.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The JSON Schema of route files, for editors: Camel's own of its YAML, and in it what each kamelet takes, wherever an
 * address names it.
 */
public final class RouteSchema {

    /** In the jar of Camel's YAML DSL. */
    private static final String CAMELS = "/schema/camelYamlDsl.json";

    /** Camel's says draft-04, which has no conditions; it uses nothing that draft-07 took away. */
    private static final String DRAFT = "http://json-schema.org/draft-07/schema#";

    private static final String PARAMETERS = "parameters";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Kamelet> kamelets;

    public RouteSchema(Kamelets kamelets) {
        this.kamelets = kamelets.names().stream()
                .flatMap(name -> kamelets.find(name).stream())
                .toList();
    }

    /** The schema as it is written into a file. */
    public JsonNode json() {
        ObjectNode schema = camels().put("$schema", DRAFT).put("title", "Routes of Bokbuss");
        ObjectNode definitions = (ObjectNode) schema.at("/items/definitions");
        for (Map.Entry<String, JsonNode> definition : List.copyOf(definitions.properties())) {
            boolean begins = definition.getKey().contains("From");
            takePlaceholders(definition.getValue());
            addressed(definition.getValue()).forEach(step -> name(step, begins));
        }
        kamelets.forEach(kamelet -> definitions.set(definition(kamelet), parameters(kamelet)));
        return schema;
    }

    private static ObjectNode camels() {
        try (InputStream in = RouteSchema.class.getResourceAsStream(CAMELS)) {
            return (ObjectNode) JSON.readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException("Camel's schema of its YAML cannot be read", e);
        }
    }

    /** Camel reads a placeholder wherever it reads a value; its schema wants {@code true} or a number. */
    private static void takePlaceholders(JsonNode schema) {
        if (schema instanceof ObjectNode value && schema.path("type").asText().matches("boolean|number|integer")) {
            ValueSchema.takePlaceholders(value);
        } else {
            schema.forEach(RouteSchema::takePlaceholders);
        }
    }

    /** The forms of a step that have parameters beside an address, or beside the name of a kamelet. */
    private static List<ObjectNode> addressed(JsonNode definition) {
        List<ObjectNode> forms = new ArrayList<>();
        for (JsonNode form : definition.has("oneOf") ? definition.get("oneOf") : List.of(definition)) {
            JsonNode properties = form.path("properties");
            if (properties.has(PARAMETERS) && (properties.has("uri") || properties.has("name"))) {
                forms.add((ObjectNode) form);
            }
        }
        return forms;
    }

    /** Lets a step name the kamelets that may stand there, and binds its parameters to the one it names. */
    private void name(ObjectNode step, boolean begins) {
        String key = step.get("properties").has("uri") ? "uri" : "name";
        ObjectNode address = (ObjectNode) step.get("properties").get(key);
        address.remove("type");
        ArrayNode known = address.putArray("anyOf");
        ArrayNode conditions = step.putArray("allOf");
        for (Kamelet kamelet : kamelets) {
            if (kamelet.type().equals("source") == begins) {
                known.addObject()
                        .put("const", (key.equals("uri") ? "kamelet:" : "") + kamelet.name())
                        .put("title", kamelet.title())
                        .put("description", kamelet.description());
            }
            conditions.add(condition(kamelet, key, begins));
        }
        known.addObject().put("type", "string");
    }

    /** Parameters that stand in the address itself are left to {@code check}. */
    private static ObjectNode condition(Kamelet kamelet, String key, boolean begins) {
        ObjectNode condition = JSON.createObjectNode();
        ObjectNode named = condition.putObject("if");
        named.putArray("required").add(key);
        named.putObject("properties")
                .putObject(key)
                .put("pattern", (key.equals("uri") ? "^kamelet:(//)?" : "^") + kamelet.name() + "(/[^?]*)?$");
        ObjectNode then = condition.putObject("then");
        then.putObject("properties").putObject(PARAMETERS).put("$ref", "#/items/definitions/" + definition(kamelet));
        if (!required(kamelet).isEmpty() && (begins || !kamelet.type().equals("source"))) {
            then.putArray("required").add(PARAMETERS);
        }
        return condition;
    }

    private static SortedSet<String> required(Kamelet kamelet) {
        SortedSet<String> required = new TreeSet<>(kamelet.required());
        if (kamelet.type().equals("source") && kamelet.properties().containsKey(RouteCheck.PIPELINE)) {
            required.add(RouteCheck.PIPELINE);
        }
        return required;
    }

    private static String definition(Kamelet kamelet) {
        return "kamelet." + kamelet.name();
    }

    private static ObjectNode parameters(Kamelet kamelet) {
        ObjectNode schema = JSON.createObjectNode()
                .put("type", "object")
                .put("title", kamelet.title())
                .put("description", kamelet.description())
                .put("additionalProperties", false);
        ObjectNode properties = schema.putObject("properties");
        kamelet.properties()
                .forEach((name, property) -> properties.set(
                        name,
                        ValueSchema.of(
                                        property.kind(),
                                        property.allowed(),
                                        property.defaultValue(),
                                        property.description())
                                .put("title", property.title())));
        // Taken, and not offered.
        schema.putObject("patternProperties")
                .putObject("^(" + String.join("|", new TreeSet<>(ParameterCheck.CAMELS_OWN)) + ")$");
        ArrayNode required = schema.putArray("required");
        required(kamelet).forEach(required::add);
        return schema;
    }
}
