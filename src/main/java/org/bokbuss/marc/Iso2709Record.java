package org.bokbuss.marc;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A record found in a stream of ISO 2709.
 *
 * @param bytes the record with its terminator; of one at fault as they stood, or the first of them if it is larger than
 *     the limit
 * @param offset where it starts in the stream, in bytes
 * @param charset what its text is in
 * @param fault a sentence naming what is wrong and at which byte, or null if sound
 */
public record Iso2709Record(byte[] bytes, long offset, Charset charset, String fault) {
    static final byte RECORD_END = 0x1D;
    static final byte FIELD_END = 0x1E;
    static final byte SUBFIELD = 0x1F;
    static final int LEADER = 24;

    private static final int ENTRY = 12;

    /** What the five digits of the leader can tell. */
    private static final int LONGEST_TOLD = 99_999;

    /**
     * A field of the record.
     *
     * @param content with its indicators, if it has any, and without its terminator
     */
    public record Field(String tag, byte[] content, Charset charset) {
        /** All of it as text: what a control field says. */
        public String text() {
            return new String(content, charset);
        }

        /** The first subfield of a code. */
        public Optional<String> subfield(char code) {
            for (int at = 0; at < content.length - 1; at++) {
                if (content[at] == SUBFIELD && content[at + 1] == code) {
                    int end = indexOf(content, SUBFIELD, at + 2);
                    return Optional.of(new String(content, at + 2, end - at - 2, charset));
                }
            }
            return Optional.empty();
        }
    }

    /** A record that is looked at before it is given: it is sound if its leader, directory and text are. */
    public static Iso2709Record of(byte[] bytes, long offset, Charset charset) {
        return new Iso2709Record(bytes, offset, charset, fault(bytes, offset, charset));
    }

    /** Whether the record can be taken apart and its text means something. */
    public boolean sound() {
        return fault == null;
    }

    /** The 24 characters at its start. */
    public String leader() {
        return ascii(bytes, 0, LEADER);
    }

    /** The fields, in the order of the directory. */
    public List<Field> fields() {
        return fields(null);
    }

    /** The fields of a tag, in their order. */
    public List<Field> fields(String tag) {
        if (!sound()) {
            throw new IllegalStateException("not a sound record: " + fault);
        }
        List<Field> fields = new ArrayList<>();
        int base = base(bytes);
        int next = base;
        for (int at = LEADER; at < base - 1; at += ENTRY) {
            int start = isTold(bytes) ? base + number(bytes, at + 7, at + ENTRY) : next;
            int end = isTold(bytes) ? start + number(bytes, at + 3, at + 7) - 1 : indexOf(bytes, FIELD_END, next);
            String named = ascii(bytes, at, at + 3);
            if (tag == null || tag.equals(named)) {
                fields.add(new Field(named, Arrays.copyOfRange(bytes, start, end), charset));
            }
            next = end + 1;
        }
        return fields;
    }

    /** Whether its lengths can be right: those of a record larger than its leader can tell are not looked at. */
    private static boolean isTold(byte[] bytes) {
        return bytes.length <= LONGEST_TOLD;
    }

    private static int base(byte[] bytes) {
        return number(bytes, 12, 17);
    }

    private static String fault(byte[] bytes, long offset, Charset charset) {
        if (bytes.length < LEADER + 2) {
            return "a record of " + bytes.length + " bytes, too short for a leader, at byte " + offset;
        }
        if (isTold(bytes) && number(bytes, 0, 5) != bytes.length) {
            return "the leader tells a length of '" + ascii(bytes, 0, 5) + "', but the record has " + bytes.length
                    + " bytes, at byte " + offset;
        }
        int base = base(bytes);
        if (base <= LEADER
                || base >= bytes.length
                || bytes[base - 1] != FIELD_END
                || (base - 1 - LEADER) % ENTRY != 0) {
            return "the leader tells a wrong place for the fields: '" + ascii(bytes, 12, 17) + "', at byte "
                    + (offset + 12);
        }
        int entry = brokenEntry(bytes, base);
        if (entry >= 0) {
            return "a broken entry in the directory, at byte " + (offset + entry);
        }
        return faultInText(bytes, offset, charset);
    }

    /** The place of the first entry that does not name a field; -1 if there is none. */
    private static int brokenEntry(byte[] bytes, int base) {
        int next = base;
        for (int at = LEADER; at < base - 1; at += ENTRY) {
            int length = number(bytes, at + 3, at + 7);
            int start = number(bytes, at + 7, at + ENTRY);
            boolean inside = length > 0 && start >= 0 && base + start + length < bytes.length;
            next = isTold(bytes) ? base + start + length : indexOf(bytes, FIELD_END, next) + 1;
            boolean ends = isTold(bytes) ? inside && bytes[next - 1] == FIELD_END : next < bytes.length;
            if (!ends || !isTag(bytes, at)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isTag(byte[] bytes, int at) {
        for (int i = at; i < at + 3; i++) {
            boolean letter = (bytes[i] | 0x20) >= 'a' && (bytes[i] | 0x20) <= 'z';
            if (!letter && (bytes[i] < '0' || bytes[i] > '9')) {
                return false;
            }
        }
        return true;
    }

    private static String faultInText(byte[] bytes, long offset, Charset charset) {
        for (int at = 0; at < bytes.length - 1; at++) {
            if (isControl(bytes[at])) {
                return "the control character 0x%02X, at byte %d".formatted(bytes[at], offset + at);
            }
        }
        try {
            if (!charset.equals(StandardCharsets.ISO_8859_1)) {
                charset.newDecoder().decode(ByteBuffer.wrap(bytes));
            }
            return null;
        } catch (CharacterCodingException e) {
            return "text that is not " + charset + ", at byte " + (offset + undecodable(bytes, charset));
        }
    }

    /** MARC has no use for them, and neither has XML; but notes may have tabs and line ends. */
    private static boolean isControl(byte b) {
        return b >= 0 && b < 0x1B && b != '\t' && b != '\n' && b != '\r' || b == 0x1C;
    }

    private static int undecodable(byte[] bytes, Charset charset) {
        var in = ByteBuffer.wrap(bytes);
        var decoder = charset.newDecoder();
        decoder.decode(in, CharBuffer.allocate(bytes.length), true);
        return in.position();
    }

    /** The number that digits spell; -1 if there is anything else. */
    private static int number(byte[] bytes, int from, int to) {
        int number = 0;
        for (int at = from; at < to; at++) {
            if (bytes[at] < '0' || bytes[at] > '9') {
                return -1;
            }
            number = 10 * number + bytes[at] - '0';
        }
        return number;
    }

    private static String ascii(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
    }

    private static int indexOf(byte[] bytes, byte wanted, int from) {
        int at = from;
        while (at < bytes.length && bytes[at] != wanted) {
            at++;
        }
        return at;
    }
}
