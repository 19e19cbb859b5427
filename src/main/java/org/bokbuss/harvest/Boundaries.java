package org.bokbuss.harvest;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.fetch.Spool;
import org.bokbuss.split.Piece;

/**
 * Where the pieces of a page are, so that it is parsed once: some twenty bytes a piece, in memory while they are few, then
 * beside the page on disk.
 */
final class Boundaries {
    private static final int IN_MEMORY = 1 << 15;

    /** How many forms are remembered; pieces of more are kept byte for byte. */
    private static final int MOST_FORMS = 64;

    private static final int KEPT = 0xFF;
    private static final int LONGEST_FAULT = 10_000;

    /**
     * What most pieces of a page share.
     *
     * @param added what stands in their bytes and not in the page
     * @param at where it stands
     */
    private record Form(String name, String added, int at) {
        static Form of(Piece piece) {
            int at = piece.added().at();
            return new Form(
                    piece.name(),
                    new String(piece.bytes(), at, piece.added().length(), StandardCharsets.ISO_8859_1),
                    at);
        }

        byte[] bytes(byte... inPage) {
            if (added.isEmpty()) {
                return inPage;
            }
            byte[] whole = new byte[inPage.length + added.length()];
            System.arraycopy(inPage, 0, whole, 0, at);
            System.arraycopy(added.getBytes(StandardCharsets.ISO_8859_1), 0, whole, at, added.length());
            System.arraycopy(inPage, at, whole, at + added.length(), inPage.length - at);
            return whole;
        }
    }

    private final Response answer;
    private final List<Form> forms = new ArrayList<>();
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(held);
    private Spool spilt;

    Boundaries(Response answer) {
        this.answer = answer;
    }

    void add(Piece piece) throws IOException, SourceFailure {
        int form = form(piece);
        out.writeByte(form);
        out.writeLong(piece.offset());
        out.writeUTF(
                piece.sound()
                        ? ""
                        : piece.fault().substring(0, Math.min(piece.fault().length(), LONGEST_FAULT)));
        if (form == KEPT) {
            out.writeUTF(piece.name());
            out.writeInt(piece.bytes().length);
            out.write(piece.bytes());
        } else {
            out.writeInt(piece.bytes().length - forms.get(form).added().length());
        }
        if (held.size() > IN_MEMORY) {
            spill();
        }
    }

    private int form(Piece piece) {
        if (piece.added() == null) {
            return KEPT;
        }
        Form form = Form.of(piece);
        int known = forms.indexOf(form);
        if (known < 0 && forms.size() < MOST_FORMS) {
            forms.add(form);
            return forms.size() - 1;
        }
        return known < 0 ? KEPT : known;
    }

    private void spill() throws IOException, SourceFailure {
        if (spilt == null) {
            spilt = answer.beside();
        }
        spilt.write(ByteBuffer.wrap(held.toByteArray()));
        held.reset();
    }

    /** The pieces of these names, or all of them if there are none, from the first on. */
    Reading read(Set<String> names) {
        InputStream last = new ByteArrayInputStream(held.toByteArray());
        InputStream all =
                spilt == null ? last : new SequenceInputStream(new BufferedInputStream(spilt.open(), IN_MEMORY), last);
        return new Reading(new DataInputStream(all), names);
    }

    /** Reads the pieces once. */
    final class Reading {
        private final DataInputStream in;
        private final Set<String> names;

        private Reading(DataInputStream in, Set<String> names) {
            this.in = in;
            this.names = names;
        }

        /** The next piece; null after the last. */
        Piece next() throws IOException {
            for (int form = in.read(); form >= 0; form = in.read()) {
                long offset = in.readLong();
                String fault = in.readUTF();
                String name = form == KEPT ? in.readUTF() : forms.get(form).name();
                int length = in.readInt();
                boolean wanted = names.isEmpty() || names.contains(name);
                if (form == KEPT && !wanted) {
                    in.skipNBytes(length);
                }
                if (wanted) {
                    byte[] bytes = form == KEPT
                            ? in.readNBytes(length)
                            : forms.get(form).bytes(answer.bytes(offset, length));
                    return new Piece(name, bytes, offset, fault.isEmpty() ? null : fault);
                }
            }
            return null;
        }
    }
}
