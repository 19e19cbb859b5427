package org.bokbuss.libris;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.bokbuss.Key;
import org.bokbuss.Mistake;
import org.bokbuss.Settings;
import org.bokbuss.fetch.Answer;
import org.bokbuss.fetch.Failure;
import org.bokbuss.fetch.Lookup;
import org.bokbuss.fetch.Request;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.harvest.Records;

/** Reads one record of Libris by its id: as JSON-LD from its own address, in other formats over OAI-PMH. */
public final class RecordLookup implements CamelContextAware {
    /** Exchange property: the id to look for. */
    public static final String ID = "bokbuss.record-id";

    /** Header: {@code found}, {@code gone} or {@code unknown}. */
    public static final String FOUND = "BokbussFound";

    private static final String SUBJECT = "CamelCloudEventSubject";
    private static final String TYPE = "CamelCloudEventDataContentType";
    private static final String TAG = "Bokbuss-etag";
    private static final int HOPS = 3;
    private static final byte[] NOTHING = {};
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KnownRecords known = new KnownRecords();
    private CamelContext context;
    private String format = "jsonld";
    private boolean failIfMissing;
    private Lookup lookup;
    private URI base;
    private OaiPmh oaiPmh;

    /** What there is under an id. */
    private record Found(String state, String subject, String mediaType, String tag, byte... body) {
        static Found nothing(String state) {
            return new Found(state, null, null, null, NOTHING);
        }
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    /** {@code jsonld}, or a format of OAI-PMH. */
    public void setFormat(String format) {
        this.format = format;
    }

    /** What to do where there is no such record: {@code pass} the message on empty, or {@code fail}. */
    public void setMissing(String missing) {
        if (!missing.equals("pass") && !missing.equals("fail")) {
            throw new Mistake("missing=" + missing + ": write pass or fail");
        }
        failIfMissing = missing.equals("fail");
    }

    /** Puts the record in the message's body. */
    public void lookUp(Exchange exchange) throws Exception {
        String id = exchange.getProperty(ID, "", String.class);
        Found found = find(id);
        if (found.subject() == null && failIfMissing) {
            throw new IllegalArgumentException("the record '" + shown(id) + "' is " + found.state() + " in Libris");
        }
        Message message = exchange.getMessage();
        message.setHeader(FOUND, found.state());
        message.setBody(found.body());
        set(message, TAG, found.tag());
        set(message, TYPE, found.mediaType());
        if (found.subject() != null) {
            message.setHeader(SUBJECT, found.subject());
        }
    }

    private static void set(Message message, String header, String value) {
        if (value == null) {
            message.removeHeader(header);
        } else {
            message.setHeader(header, value);
        }
    }

    private static String shown(String id) {
        String plain = id.replaceAll("\\p{Cntrl}", " ");
        return plain.length() > 100 ? plain.substring(0, 100) + "…" : plain;
    }

    private Found find(String text) throws Failure, IOException {
        String named = text.strip();
        Optional<RecordId> id = RecordId.of(named);
        prepare();
        try {
            if (format.equals("jsonld")) {
                return id.isPresent() ? byAddress(id.get()) : Found.nothing("unknown");
            }
            if (named.startsWith("http") && Activity.isAddress(named)) {
                return overOaiPmh(named);
            }
            return id.isPresent() ? overOaiPmh(id.get().address(base)) : Found.nothing("unknown");
        } catch (Failure failure) {
            // Trouble with the way, not with the message that waits for the record.
            if (failure.kind() == Failure.Kind.AGAIN || failure.kind() == Failure.Kind.BROKEN) {
                throw new IOException(failure.getMessage(), failure);
            }
            throw failure;
        }
    }

    private synchronized void prepare() {
        if (lookup == null) {
            Settings settings = Settings.of(context);
            base = URI.create(settings.address(Key.LIBRIS_BASE_URL) + "/");
            oaiPmh = new OaiPmh();
            oaiPmh.setMetadataPrefix(format);
            oaiPmh.configure(context, settings);
            lookup = new Lookup(context);
        }
    }

    private Found byAddress(RecordId id) throws Failure, IOException {
        RecordId at = id;
        for (int hops = 0; hops <= HOPS; hops++) {
            Optional<KnownRecords.Known> before = known.find(at.path());
            Request request = JsonLdRecord.request(base, at.path()).accepting(304);
            if (before.isPresent()) {
                request = request.withHeader("If-None-Match", before.get().tag());
            }
            try (Answer answer = lookup.get(request, JsonLdRecord::requireWhole)) {
                switch (answer.status()) {
                    case 200 -> {
                        return read(at, answer);
                    }
                    case 304 -> {
                        return found(
                                before.orElseThrow().tag(), before.orElseThrow().body());
                    }
                    case 404, 410 -> {
                        known.forget(at.path());
                        return Found.nothing(answer.status() == 410 ? "gone" : "unknown");
                    }
                    default -> at = whereItIs(answer);
                }
            }
        }
        throw new Failure(
                Failure.Kind.REFUSED, "Libris leads from " + id.path() + " to ever more other addresses: not followed");
    }

    /** Of where Libris leads to only the record is believed, not the host. */
    private static RecordId whereItIs(Answer answer) throws Failure {
        return answer.header("location")
                .flatMap(RecordId::of)
                .orElseThrow(() -> new Failure(
                        Failure.Kind.REFUSED, answer.request() + " leads to something that is no record of Libris"));
    }

    private Found read(RecordId at, Answer answer) throws IOException, Failure {
        if (answer.size() > JsonLdRecord.LARGEST) {
            throw new Failure(
                    Failure.Kind.REFUSED,
                    "more than " + JsonLdRecord.LARGEST + " bytes in answer to " + answer.request());
        }
        byte[] body = JsonLdRecord.body(answer);
        String tag = answer.header("etag").orElse(null);
        if (tag != null) {
            known.keep(at.path(), tag, body);
        }
        return found(tag, body);
    }

    private static Found found(String tag, byte... body) throws IOException {
        String subject =
                JSON.readTree(body).path("@graph").path(0).path("@id").asText().replaceFirst("#.*$", "");
        if (!Activity.isAddress(subject)) {
            throw new IOException("Libris answered with a record that has no address");
        }
        return new Found("found", subject, JsonLdRecord.MEDIA_TYPE, tag, body);
    }

    private Found overOaiPmh(String identifier) throws Failure, IOException {
        Request request = oaiPmh.one(identifier.replaceFirst("#.*$", "")).orElseThrow();
        try (Answer answer = lookup.get(request, whole -> oaiPmh.read(null, null, whole));
                Records records = oaiPmh.records(null, answer)) {
            LibraryRecord record = records.next();
            if (record == null) {
                return Found.nothing("unknown");
            }
            if (record.fault() != null) {
                throw new IllegalArgumentException(record.subject() + ": " + record.fault());
            }
            return record.deleted()
                    ? Found.nothing("gone")
                    : new Found("found", record.subject(), record.mediaType(), null, record.body());
        }
    }
}
