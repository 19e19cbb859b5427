package org.bokbuss.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.XMLConstants;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.stream.StreamResult;
import javax.xml.transform.stream.StreamSource;
import org.apache.camel.Message;
import org.bokbuss.config.PrintableText;
import org.bokbuss.config.Secrets;
import org.bokbuss.deliver.CloudEvent;
import org.bokbuss.split.ExactJson;

/** Prints the messages of a rehearsal. */
abstract class MessagePrinter implements Rehearsal.Audience {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** After the last message. */
    abstract void end();

    private static byte[] body(Message message) {
        byte[] body = message.getBody(byte[].class);
        return body == null ? new byte[0] : body;
    }

    private static String shown(Object header, String name) {
        return Secrets.isSecret(name) ? "***" : Secrets.mask(String.valueOf(header));
    }

    private static String pretty(JsonNode json) {
        try {
            return PrintableText.json(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** For a person. */
    static final class Text extends MessagePrinter {
        @Override
        public synchronized void sent(String uri, Message message) {
            System.out.println("--> " + PrintableText.line(uri));
            new TreeMap<>(message.getHeaders()).forEach(Text::header);
            body(message, "    ");
            System.out.println();
        }

        @Override
        public synchronized void changed(String step, Map<String, Object> headers, Message message, boolean bodyToo) {
            System.out.println(
                    "  . " + PrintableText.line(step) + (headers.isEmpty() && !bodyToo ? ": changes nothing" : ""));
            headers.forEach(Text::header);
            if (bodyToo) {
                body(message, "    ");
            }
        }

        private static void header(String name, Object value) {
            System.out.println(
                    "    " + PrintableText.line(name + ": " + (value == null ? "(gone)" : shown(value, name))));
        }

        private static void body(Message message, String indent) {
            byte[] body = MessagePrinter.body(message);
            String text = body.length == 0 ? "(no body)" : PrintableText.lines(Secrets.mask(text(body)));
            System.out.println();
            text.lines().forEach(line -> System.out.println(indent + line));
        }

        private static String text(byte[] body) {
            try {
                return switch (body[0]) {
                    case '{', '[' -> pretty(ExactJson.read(body));
                    case '<' -> indented(body);
                    default -> new String(body, StandardCharsets.UTF_8);
                };
            } catch (IOException | TransformerException asItIs) {
                return new String(body, StandardCharsets.UTF_8);
            }
        }

        private static String indented(byte[] xml) throws TransformerException {
            TransformerFactory factory = TransformerFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_STYLESHEET, "");
            Transformer transformer = factory.newTransformer();
            transformer.setOutputProperty(OutputKeys.INDENT, "yes");
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            StringWriter text = new StringWriter();
            transformer.transform(new StreamSource(new ByteArrayInputStream(xml)), new StreamResult(text));
            return text.toString();
        }

        @Override
        void end() {
            System.out.flush();
        }
    }

    /** For a program: one array. */
    static final class Json extends MessagePrinter {
        private final ArrayNode messages = JsonNodeFactory.instance.arrayNode();

        @Override
        public synchronized void sent(String uri, Message message) {
            ObjectNode one = messages.addObject().put("to", uri);
            ObjectNode headers = one.putObject("headers");
            new TreeMap<>(message.getHeaders()).forEach((name, value) -> headers.put(name, shown(value, name)));
            byte[] body = MessagePrinter.body(message);
            String type = message.getHeader(CloudEvent.MEDIA_TYPE, "", String.class);
            try {
                if (type.contains("json") && body.length > 0) {
                    one.set("body", ExactJson.read(body));
                    return;
                }
            } catch (IOException asText) {
                // Below.
            }
            if (type.startsWith("application/marc") && !type.contains("xml")) {
                one.put("bodyBase64", body);
            } else {
                one.put("body", new String(body, StandardCharsets.UTF_8));
            }
        }

        @Override
        public void changed(String step, Map<String, Object> headers, Message message, boolean bodyToo) {
            // A program reads what would be sent.
        }

        @Override
        void end() {
            System.out.println(pretty(messages));
        }
    }
}
