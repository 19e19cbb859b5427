package org.bokbuss.libris.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.harvest.UnreadableRecord;
import org.bokbuss.marc.Iso2709Record;
import org.bokbuss.split.Piece;

/**
 * Reads a record of a MARC export, or a line of the deletions that are listed after them. A holding that comes as a record of its own
 * (holdtype=after) does not say which bib it belongs to: Libris writes from several threads, so the bib before it is
 * mostly, but not always, its own.
 */
final class MarcExportReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LIBRIS = "https://libris.kb.se/";

    /** What a record's id must look like: an address, or its last part. */
    private static final Pattern ID =
            Pattern.compile("https?://[\\p{Alnum}._~/:%-]{1,200}|\\p{Alnum}[\\p{Alnum}._-]{0,99}");

    private static final Pattern ORIGIN = Pattern.compile("\\{\"@id\":\"([^\"]{1,200})\"");
    private static final Pattern LINE = Pattern.compile("(\\p{Alnum}{1,100});(.*)");
    private static final byte[] NOTHING = {};

    private final ExportProfile.Format format;
    private final Charset charset;

    /** @param charset what the text of records in ISO 2709 is in; MARCXML says so itself */
    MarcExportReader(ExportProfile.Format format, Charset charset) {
        this.format = format;
        this.charset = charset;
    }

    LibraryRecord read(Piece piece) throws UnreadableRecord {
        if (piece.bytes()[0] == 0) {
            return deletion(piece);
        }
        boolean xml = format == ExportProfile.Format.MARCXML;
        MarcSummary summary = xml ? MarcSummary.of(piece.element()) : MarcSummary.of(iso2709(piece));
        JsonNode origin = origin(summary);
        String subject = subject(summary, origin);
        if (subject == null) {
            throw new UnreadableRecord("neither field 887 nor field 001 gives the record a usable id");
        }
        return LibraryRecord.of(
                piece,
                subject,
                summary.status() == 'd',
                LibraryRecord.rfc3339(origin.path("modified").textValue()),
                format.mediaType(),
                piece.bytes(),
                xml || summary.says(charset) ? Map.of() : Map.of("charset", charset.name()));
    }

    /** What comes out of quarantine has to be looked at anew. */
    private Iso2709Record iso2709(Piece piece) throws UnreadableRecord {
        Iso2709Record record = Iso2709Record.of(piece.bytes(), piece.offset(), charset);
        if (!record.sound()) {
            throw new UnreadableRecord(record.fault());
        }
        return record;
    }

    private static JsonNode origin(MarcSummary summary) {
        try {
            return JSON.readTree(summary.origin());
        } catch (IOException notJson) {
            return JSON.missingNode();
        }
    }

    private static String subject(MarcSummary summary, JsonNode origin) {
        String id = origin.path("@id").asText("").strip();
        String named = ID.matcher(id).matches() ? id : summary.controlNumber().strip();
        if (!ID.matcher(named).matches()) {
            return null;
        }
        return named.startsWith("http") ? named : LIBRIS + named;
    }

    /** The id of a record that cannot be read; null if none can be made out. */
    static String subject(Piece unreadable) {
        Matcher origin = ORIGIN.matcher(new String(unreadable.bytes(), StandardCharsets.ISO_8859_1));
        return origin.find() && ID.matcher(origin.group(1)).matches() ? LIBRIS + origin.group(1) : null;
    }

    private LibraryRecord deletion(Piece line) throws UnreadableRecord {
        Matcher parts =
                LINE.matcher(new String(line.bytes(), 1, line.bytes().length - 1, StandardCharsets.UTF_8).strip());
        if (!parts.matches()) {
            throw new UnreadableRecord("a line in the list of deletions that is not id;reason");
        }
        return LibraryRecord.of(
                line,
                LIBRIS + parts.group(1),
                true,
                null,
                format.mediaType(),
                NOTHING,
                Map.of("reason", parts.group(2)));
    }
}
