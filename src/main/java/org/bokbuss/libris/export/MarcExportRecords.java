package org.bokbuss.libris.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.harvest.Page;
import org.bokbuss.harvest.Reading;

/**
 * The records of a MARC export, and the deletions that are listed after them. A holding that comes as a record of its own
 * (holdtype=after) does not say which bib it belongs to: Libris writes from several threads, so the bib before it is
 * mostly, but not always, its own.
 */
final class MarcExportRecords implements Reading {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LIBRIS = "https://libris.kb.se/";

    /** What a record's id must look like: an address, or its last part. */
    private static final Pattern ID =
            Pattern.compile("https?://[\\p{Alnum}._~/:%-]{1,200}|\\p{Alnum}[\\p{Alnum}._-]{0,99}");

    private static final Pattern ORIGIN = Pattern.compile("\\{\"@id\":\"([^\"]{1,200})\"");
    private static final Pattern LINE = Pattern.compile("(\\p{Alnum}{1,100});(.*)");
    private static final byte[] NOTHING = {};

    private final MarcPieces pieces;
    private final String mediaType;
    private final Optional<Charset> charset;
    private DeletionList list;
    private boolean allRead;
    private Ending ending;

    /** Says what an export means that has been read to its end. */
    @FunctionalInterface
    interface Ending {
        /** @param listed whether there is a list of deletions, be it empty */
        Page page(boolean listed) throws SourceFailure;
    }

    /** @param charset what the text of the records is in; nothing where the format itself says that */
    MarcExportRecords(MarcPieces pieces, String mediaType, Optional<Charset> charset) {
        this.pieces = pieces;
        this.mediaType = mediaType;
        this.charset = charset;
    }

    /** The same of an export of which nothing is known yet. */
    MarcExportRecords ending(Ending end) {
        ending = end;
        return this;
    }

    @Override
    public Page page() throws SourceFailure {
        return ending.page(list != null);
    }

    @Override
    public LibraryRecord next() throws IOException {
        MarcPiece piece = allRead ? null : pieces.next();
        if (piece != null) {
            return piece.fault() == null ? record(piece) : faulty(piece);
        }
        if (!allRead) {
            allRead = true;
            if (ending != null) {
                pieces.proveWhole();
            }
            list = pieces.rest().map(DeletionList::new).orElse(null);
        }
        byte[] line = list == null ? null : list.next();
        return line == null ? null : deletion(line);
    }

    private LibraryRecord record(MarcPiece piece) {
        MarcPiece.Summary summary = piece.summary();
        JsonNode origin = origin(summary);
        String subject = subject(summary, origin);
        if (subject == null) {
            return LibraryRecord.faulty(
                    null,
                    mediaType,
                    piece.bytes(),
                    piece.offset(),
                    "neither field 887 nor field 001 gives the record a usable id");
        }
        return new LibraryRecord(
                subject,
                summary.status() == 'd',
                LibraryRecord.rfc3339(origin.path("modified").textValue()),
                mediaType,
                piece.bytes(),
                charset.filter(in -> !summary.says(in))
                        .map(in -> Map.of("charset", in.name()))
                        .orElse(Map.of()),
                piece.bytes(),
                piece.offset(),
                null);
    }

    private static JsonNode origin(MarcPiece.Summary summary) {
        try {
            return JSON.readTree(summary.origin());
        } catch (IOException notJson) {
            return JSON.missingNode();
        }
    }

    private static String subject(MarcPiece.Summary summary, JsonNode origin) {
        String id = origin.path("@id").asText("").strip();
        String named = ID.matcher(id).matches() ? id : summary.controlNumber().strip();
        if (!ID.matcher(named).matches()) {
            return null;
        }
        return named.startsWith("http") ? named : LIBRIS + named;
    }

    private LibraryRecord faulty(MarcPiece piece) {
        Matcher origin = ORIGIN.matcher(new String(piece.bytes(), StandardCharsets.ISO_8859_1));
        String subject = origin.find() && ID.matcher(origin.group(1)).matches() ? LIBRIS + origin.group(1) : null;
        return LibraryRecord.faulty(subject, mediaType, piece.bytes(), piece.offset(), piece.fault());
    }

    private LibraryRecord deletion(byte[] line) {
        byte[] raw = alone(line);
        Matcher parts = LINE.matcher(new String(line, StandardCharsets.UTF_8).strip());
        if (!parts.matches()) {
            return LibraryRecord.faulty(
                    null, mediaType, raw, 0, "a line in the list of deletions that is not id;reason");
        }
        return new LibraryRecord(
                LIBRIS + parts.group(1),
                true,
                null,
                mediaType,
                NOTHING,
                Map.of("reason", parts.group(2)),
                raw,
                0,
                null);
    }

    /** A list of this line alone: its first line, which names the columns, is left empty. */
    private static byte[] alone(byte[] line) {
        ByteArrayOutputStream list = new ByteArrayOutputStream(line.length + 3);
        list.writeBytes(new byte[] {0, '\n'});
        list.writeBytes(line);
        list.write('\n');
        return list.toByteArray();
    }

    @Override
    public void close() throws IOException {
        pieces.close();
    }
}
