package org.bokbuss.libris.record;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.harvest.Page;
import org.bokbuss.harvest.Pieces;
import org.bokbuss.harvest.Session;
import org.bokbuss.libris.oaipmh.LibrisOaiPmh;
import org.bokbuss.lookup.LookupAction;

/** Reads one record of Libris by its id: as JSON-LD from its own address, in other formats over OAI-PMH. */
public final class RecordLookup extends LookupAction {
    private static final int HOPS = 3;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final EtagCache known = new EtagCache();
    private String format = "jsonld";
    private URI base;
    private Session oaiPmh;

    /** {@code jsonld}, or a format of OAI-PMH. */
    public void setFormat(String format) {
        this.format = format;
    }

    @Override
    protected String where() {
        return "Libris";
    }

    @Override
    protected Thing find(String wanted) throws SourceFailure, IOException {
        Optional<RecordId> id = RecordId.of(wanted);
        prepare();
        if (format.equals("jsonld")) {
            return id.isPresent() ? byAddress(id.get()) : Thing.UNKNOWN;
        }
        if (wanted.startsWith("http") && RecordId.isAddress(wanted)) {
            return overOaiPmh(wanted);
        }
        return id.isPresent() ? overOaiPmh(id.get().address(base)) : Thing.UNKNOWN;
    }

    private synchronized void prepare() {
        if (oaiPmh == null) {
            Settings settings = Settings.of(getCamelContext());
            base = URI.create(settings.address(Key.LIBRIS_BASE_URL) + "/");
            LibrisOaiPmh source = new LibrisOaiPmh();
            source.setMetadataPrefix(format);
            oaiPmh = source.open(getCamelContext(), settings);
        }
    }

    private Thing byAddress(RecordId id) throws SourceFailure, IOException {
        RecordId at = id;
        for (int hops = 0; hops <= HOPS; hops++) {
            Optional<EtagCache.Known> before = known.find(at.path());
            Request request = JsonLdRecord.request(base, at.path()).accepting(304);
            if (before.isPresent()) {
                request = request.withHeader("If-None-Match", before.get().tag());
            }
            try (Response answer = lookup().get(request, JsonLdRecord::requireWhole)) {
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
                        return answer.status() == 410 ? Thing.GONE : Thing.UNKNOWN;
                    }
                    default -> at = whereItIs(answer);
                }
            }
        }
        throw new SourceFailure(
                SourceFailure.Kind.PERMANENT,
                "Libris leads from " + id.path() + " to ever more other addresses: not followed");
    }

    /** Of where Libris leads to only the record is believed, not the host. */
    private static RecordId whereItIs(Response answer) throws SourceFailure {
        return answer.header("location")
                .flatMap(RecordId::of)
                .orElseThrow(() -> new SourceFailure(
                        SourceFailure.Kind.PERMANENT,
                        answer.request() + " leads to something that is no record of Libris"));
    }

    private Thing read(RecordId at, Response answer) throws IOException, SourceFailure {
        if (answer.size() > answer.largestRecord()) {
            throw new SourceFailure(
                    SourceFailure.Kind.PERMANENT,
                    "more than " + answer.largestRecord() + " bytes (harvest.max-record) in answer to "
                            + answer.request());
        }
        byte[] body = JsonLdRecord.body(answer);
        String tag = answer.header("etag").orElse(null);
        if (tag != null) {
            known.keep(at.path(), tag, body);
        }
        return found(tag, body);
    }

    private static Thing found(String tag, byte... body) throws IOException {
        String subject =
                JSON.readTree(body).path("@graph").path(0).path("@id").asText().replaceFirst("#.*$", "");
        if (!RecordId.isAddress(subject)) {
            throw new IOException("Libris answered with a record that has no address");
        }
        return Thing.found(subject, JsonLdRecord.MEDIA_TYPE, tag, body);
    }

    private Thing overOaiPmh(String identifier) throws SourceFailure, IOException {
        Request request = oaiPmh.one(identifier.replaceFirst("#.*$", "")).orElseThrow();
        try (Response answer = lookup().get(request, whole -> Page.read(oaiPmh, null, null, whole))) {
            LibraryRecord record =
                    oaiPmh.records(null, Pieces.of(oaiPmh, answer)).next();
            if (record == null) {
                return Thing.UNKNOWN;
            }
            if (record.fault() != null) {
                throw new IllegalArgumentException(record.subject() + ": " + record.fault());
            }
            return record.deleted()
                    ? Thing.GONE
                    : Thing.found(record.subject(), record.mediaType(), null, record.body());
        }
    }
}
