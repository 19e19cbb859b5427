package org.bokbuss.routetest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;

/** What a test says of a message's body. */
public sealed interface BodyCheck {
    ObjectMapper JSON =
            new ObjectMapper().enable(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    /** How the body differs; empty where it does not. */
    List<String> differences(SentMessage sent);

    /** The body is this text; a line break at its end does not count. */
    record Equal(String text) implements BodyCheck {
        @Override
        public List<String> differences(SentMessage sent) {
            String expected = stripped(text);
            String came = stripped(sent.text());
            return expected.equals(came) ? List.of() : List.of("body:\n" + LineDifference.of(expected, came));
        }

        private static String stripped(String text) {
            return text.replace("\r\n", "\n").replaceFirst("\n+$", "");
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
            List<String> differences = new ArrayList<>();
            try {
                Document document = parser().parse(new ByteArrayInputStream(sent.body()));
                for (Map.Entry<String, String> path : paths.entrySet()) {
                    String came = XPathFactory.newDefaultInstance().newXPath().evaluate(path.getKey(), document);
                    if (!path.getValue().equals(came)) {
                        differences.add(
                                "xpath " + path.getKey() + ": expected '" + path.getValue() + "', came '" + came + "'");
                    }
                }
            } catch (XPathExpressionException e) {
                // Each has been compiled when the file was read.
                differences.add("xpath: " + e.getMessage());
            } catch (SAXException | IOException | ParserConfigurationException e) {
                differences.add("xpath: the body is no XML: " + begin(sent.text()));
            }
            return differences;
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
    }

    private static String begin(String text) {
        return text.isEmpty() ? "(no body)" : text.length() > 200 ? text.substring(0, 200) + " …" : text;
    }
}
