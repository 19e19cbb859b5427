package org.bokbuss.routetest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.bokbuss.deliver.CloudEvent;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;

/** What a test says of a message's body. */
public sealed interface BodyCheck {
    ObjectMapper JSON =
            new ObjectMapper().enable(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    /** The longest text that is written into a test file whole. */
    int SHORT = 2000;

    /** How the body differs; empty where it does not. */
    List<String> differences(SentMessage sent);

    /** The same check, as it would have held for this message. */
    BodyCheck accepting(SentMessage sent);

    /** The key under which it is written, and what stands there. */
    Map.Entry<String, Object> written();

    /** What to say of a body of which nothing has been said yet; empty if there is none. */
    static List<BodyCheck> of(SentMessage sent) {
        String text = sent.text();
        String type = sent.headers().getOrDefault(CloudEvent.MEDIA_TYPE, "");
        if (text.isEmpty()) {
            return List.of();
        }
        if (type.contains("json")) {
            return List.of(new Json(JsonNodeFactory.instance.objectNode()).accepting(sent));
        }
        if (type.contains("marcxml")) {
            Map<String, String> paths = new LinkedHashMap<>();
            paths.put("//controlfield[@tag='001']", "");
            paths.put("//datafield[@tag='245']/subfield[@code='a']", "");
            return List.of(new XPath(paths).accepting(sent));
        }
        return text.length() <= SHORT ? List.of(new Equal(text)) : List.of(new Text(List.of(text.substring(0, 60))));
    }

    /** The body is this text; a line break at its end does not count. */
    record Equal(String text) implements BodyCheck {
        @Override
        public List<String> differences(SentMessage sent) {
            String expected = stripped(text);
            String came = stripped(sent.text());
            return expected.equals(came) ? List.of() : List.of("body:\n" + LineDifference.of(expected, came));
        }

        @Override
        public BodyCheck accepting(SentMessage sent) {
            return new Equal(sent.text());
        }

        @Override
        public Map.Entry<String, Object> written() {
            return Map.entry("body", text);
        }

        private static String stripped(String text) {
            return text.replace("\r\n", "\n").replaceFirst("(?<!\n)\n++$", "");
        }
    }

    /** The body is JSON that has at least this: each field of an object; arrays have just these items. */
    record Json(JsonNode part) implements BodyCheck {
        @Override
        public List<String> differences(SentMessage sent) {
            try {
                JsonNode came = JSON.readTree(sent.body());
                if (came == null || came.isMissingNode()) {
                    return List.of("json: there is no body");
                }
                List<String> differences = new ArrayList<>();
                compare("json", part, came, differences);
                return differences;
            } catch (IOException e) {
                return List.of("json: the body is no JSON: " + begin(sent.text()));
            }
        }

        @Override
        public BodyCheck accepting(SentMessage sent) {
            try {
                return new Json(part(part, JSON.readTree(sent.body())));
            } catch (IOException noJson) {
                return new Equal(sent.text());
            }
        }

        /** Of what came, the fields that are spoken of; all where none is. */
        private static JsonNode part(JsonNode expected, JsonNode came) {
            if (expected.isObject() && !expected.isEmpty() && came.isObject()) {
                ObjectNode part = JsonNodeFactory.instance.objectNode();
                expected.properties().forEach(field -> {
                    JsonNode value = came.get(field.getKey());
                    if (value != null) {
                        part.set(field.getKey(), part(field.getValue(), value));
                    }
                });
                return part;
            }
            if (expected.isArray() && came.isArray() && expected.size() == came.size()) {
                ArrayNode part = JsonNodeFactory.instance.arrayNode();
                for (int i = 0; i < came.size(); i++) {
                    part.add(part(expected.get(i), came.get(i)));
                }
                return part;
            }
            return came;
        }

        @Override
        public Map.Entry<String, Object> written() {
            return Map.entry("json", JSON.convertValue(part, Object.class));
        }

        private static void compare(String path, JsonNode expected, JsonNode came, List<String> differences) {
            if (expected.isObject() && came.isObject()) {
                expected.properties().forEach(field -> {
                    String at = path + "." + field.getKey();
                    JsonNode value = came.get(field.getKey());
                    if (value == null) {
                        differences.add(at + ": expected " + field.getValue() + ", but there is none");
                    } else {
                        compare(at, field.getValue(), value, differences);
                    }
                });
            } else if (expected.isArray() && came.isArray() && expected.size() == came.size()) {
                for (int i = 0; i < expected.size(); i++) {
                    compare(path + "[" + i + "]", expected.get(i), came.get(i), differences);
                }
            } else if (!same(expected, came)) {
                differences.add(path + ": expected " + expected + ", came " + begin(came.toString()));
            }
        }

        private static boolean same(JsonNode expected, JsonNode came) {
            return expected.isNumber() && came.isNumber()
                    ? new BigDecimal(expected.asText()).compareTo(new BigDecimal(came.asText())) == 0
                    : expected.equals(came);
        }
    }

    /** The body is XML in which each path gives this text; names are written as they stand in the record. */
    record XPath(Map<String, String> paths) implements BodyCheck {
        @Override
        public List<String> differences(SentMessage sent) {
            try {
                Map<String, String> came = values(sent);
                return paths.entrySet().stream()
                        .filter(path -> !path.getValue().equals(came.get(path.getKey())))
                        .map(path -> "xpath " + path.getKey() + ": expected '" + path.getValue() + "', came '"
                                + came.get(path.getKey()) + "'")
                        .toList();
            } catch (SAXException | IOException e) {
                return List.of("xpath: the body is no XML: " + begin(sent.text()));
            }
        }

        private Map<String, String> values(SentMessage sent) throws SAXException, IOException {
            try {
                Document document = parser().parse(new ByteArrayInputStream(sent.body()));
                Map<String, String> values = new LinkedHashMap<>();
                for (String path : paths.keySet()) {
                    values.put(
                            path, XPathFactory.newDefaultInstance().newXPath().evaluate(path, document));
                }
                return values;
            } catch (XPathExpressionException | ParserConfigurationException e) {
                // A path that is none is found when the file is read.
                throw new IllegalStateException(e);
            }
        }

        @Override
        public BodyCheck accepting(SentMessage sent) {
            try {
                return new XPath(values(sent));
            } catch (SAXException | IOException noXml) {
                return new Equal(sent.text());
            }
        }

        @Override
        public Map.Entry<String, Object> written() {
            return Map.entry("xpath", paths);
        }

        /** Prefixes are part of a name, so that a path reads as the record does. */
        private static DocumentBuilder parser() throws ParserConfigurationException {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            DocumentBuilder parser = factory.newDocumentBuilder();
            parser.setErrorHandler(null);
            return parser;
        }
    }

    /** The body has each of these texts in it. */
    record Text(List<String> parts) implements BodyCheck {
        @Override
        public List<String> differences(SentMessage sent) {
            String came = sent.text();
            return parts.stream()
                    .filter(part -> !came.contains(part))
                    .map(part -> "text: '" + part + "' is not in the body: " + begin(came))
                    .toList();
        }

        @Override
        public BodyCheck accepting(SentMessage sent) {
            return new Text(parts.stream().filter(sent.text()::contains).toList());
        }

        @Override
        public Map.Entry<String, Object> written() {
            return Map.entry("text", parts);
        }
    }

    private static String begin(String text) {
        return text.isEmpty() ? "(no body)" : text.length() > 200 ? text.substring(0, 200) + " …" : text;
    }
}
