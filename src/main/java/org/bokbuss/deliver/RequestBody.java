package org.bokbuss.deliver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.bokbuss.config.UserError;

/** What a request to a receiver says of its records. */
enum RequestBody {
    /** The record as it is, one a request. */
    RECORD,
    /** A MARCXML collection. */
    MARCXML,
    /** ISO 2709, one record after the other. */
    MARC,
    /** The record's JSON; of several an array. */
    JSON,
    /** CloudEvents in their JSON format; of several an array, the format's batch. */
    CLOUDEVENTS,
    /**
     * The lines of {@code _bulk} as Elasticsearch and OpenSearch take them: what to do, under the record's lasting id, and
     * the record.
     *
     * @see <a href="https://docs.opensearch.org/latest/api-reference/document-apis/bulk/">Bulk API</a>
     */
    BULK;

    private static final JsonFactory LINES = new JsonFactory();

    /** @throws UserError if there is no such body */
    static RequestBody named(String name) {
        return Arrays.stream(values())
                .filter(body -> body.text().equals(name))
                .findFirst()
                .orElseThrow(() -> new UserError("body=" + name + " of record-http-sink: write "
                        + Arrays.stream(values()).map(RequestBody::text).collect(Collectors.joining(", "))));
    }

    private String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it can say that a record was deleted. */
    boolean tellsDeletions() {
        return this == CLOUDEVENTS || this == BULK;
    }

    /** Where its answers say what became of each record; empty where they need not say anything of the sort. */
    String answers() {
        return this == BULK ? "$.items[*].*" : "";
    }

    /**
     * A record's part of a body.
     *
     * @throws UserError if no record of this type can be in it
     * @throws RecordRejected if the record is not what its type says
     */
    byte[] part(CloudEvent event) throws RecordRejected {
        requireType(event);
        try {
            return switch (this) {
                case RECORD -> event.data();
                case MARCXML -> some(event.data());
                case MARC -> MarcFile.whole(event.data());
                case JSON -> CloudEventJson.line(some(event.data()));
                case CLOUDEVENTS -> CloudEventJson.of(event);
                case BULK -> lines(event);
            };
        } catch (IOException | IllegalArgumentException wrong) {
            throw new RecordRejected(wrong.getMessage(), wrong);
        }
    }

    private void requireType(CloudEvent event) {
        String type = event.mediaType();
        boolean taken =
                switch (this) {
                    case MARCXML -> type.equals("application/marcxml+xml");
                    case MARC -> type.equals("application/marc");
                    case JSON, BULK -> type.endsWith("json");
                    case RECORD, CLOUDEVENTS -> true;
                };
        if (event.data().length > 0 && !taken) {
            throw new UserError("body=%s of record-http-sink takes %s, but this pipeline's records are %s; %s"
                    .formatted(
                            text(),
                            this == MARC ? "ISO 2709" : this == MARCXML ? "MARCXML" : "JSON",
                            type,
                            "put a step before it that converts them, or choose another body"));
        }
    }

    private static byte[] some(byte[] data) {
        if (data.length == 0) {
            throw new IllegalArgumentException("a record of 0 bytes");
        }
        return data;
    }

    private static byte[] lines(CloudEvent event) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = LINES.createGenerator(out)) {
            json.writeStartObject();
            json.writeObjectFieldStart(event.isDeletion() ? "delete" : "index");
            json.writeStringField("_id", event.subject());
            json.writeEndObject();
            json.writeEndObject();
        }
        out.write('\n');
        if (!event.isDeletion()) {
            out.write(CloudEventJson.line(some(event.data())));
            out.write('\n');
        }
        return out.toByteArray();
    }

    /** @param several whether requests have several records as a rule, though this one may have one */
    byte[] whole(List<byte[]> parts, boolean several) {
        return switch (this) {
            case RECORD, MARC, BULK -> joined("", parts, "", "");
            case MARCXML -> joined(MarcXmlFile.HEAD, parts, "\n", "\n" + MarcXmlFile.FOOT);
            case JSON, CLOUDEVENTS -> several ? joined("[", parts, ",\n", "]") : parts.get(0);
        };
    }

    private static byte[] joined(String head, List<byte[]> parts, String between, String foot) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String before = head;
        for (byte[] part : parts) {
            out.writeBytes(before.getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(part);
            before = between;
        }
        out.writeBytes(foot.getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    /** With the charset that our bytes are in, where it is text. */
    String contentType(CloudEvent first, boolean several) {
        String type =
                switch (this) {
                    case RECORD -> first.attributes().getOrDefault("datacontenttype", "application/octet-stream");
                    case MARCXML -> "application/marcxml+xml";
                    case MARC -> "application/marc";
                    case JSON -> "application/json";
                    case CLOUDEVENTS -> several ? "application/cloudevents-batch+json" : "application/cloudevents+json";
                    case BULK -> "application/x-ndjson";
                };
        String name = type.replaceFirst(";.*", "").strip();
        boolean text = name.startsWith("text/") || name.endsWith("json") || name.endsWith("xml");
        return text && !type.contains("charset") ? type + "; charset=utf-8" : type;
    }
}
