package org.bokbuss.split;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads the pieces XML is made of, each by a method that takes the index it starts at and returns the index after it.
 *
 * <p>What breaks a rule of XML 1.0 or of its namespaces that can be seen in one piece alone is {@link Malformed}. The
 * byte after the last must be NUL: it stops every loop, and a fault found there means only that more bytes are needed.
 */
final class XmlScanner {
    static final int MOST_ATTRIBUTES = 1000;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x80 * ONES;

    private static final byte NAME_START = 1;
    private static final byte NAME_PART = 2;
    private static final byte SPACE = 4;
    private static final byte[] KIND = kinds();

    private byte[] bytes;
    private int end;

    /** Of the last start tag: where its name is, and its colon or -1; whether it closes itself. */
    int nameStart;

    int nameEnd;
    int nameColon;
    boolean empty;

    /** Of the last start tag: whether namespaces have to be looked at, for attributes' sake. */
    boolean declares;

    boolean prefixedAttributes;

    /** Of the last start tag: where its attributes' names and values are. */
    int attributes;

    int[] attributeStart = new int[16];
    int[] attributeColon = new int[16];
    int[] attributeEnd = new int[16];
    int[] valueStart = new int[16];
    int[] valueEnd = new int[16];

    /** Of the last CDATA section: whether it holds a '<'. */
    boolean tagInSection;

    private int colon;

    /**
     * Positions in the page from which on no section or instruction is closed in the bytes that have arrived. Without
     * them a page of sections that all lack their end would be read to its end for each.
     */
    private long unclosedSection;

    private long unclosedInstruction;
    private long origin;
    private long arrived = -1;

    /** Turns to what is in a window. */
    void over(InputBuffer window) {
        bytes = window.bytes();
        end = window.end();
        origin = window.position(0);
        if (arrived != window.position(end)) {
            arrived = window.position(end);
            unclosedSection = Long.MAX_VALUE;
            unclosedInstruction = Long.MAX_VALUE;
        }
    }

    /** Turns to other bytes, of which bytes[end] is NUL and seven more exist. */
    void over(byte[] newBytes, int newEnd) {
        bytes = newBytes;
        end = newEnd;
        origin = 0;
        unclosedSection = Long.MAX_VALUE;
        unclosedInstruction = Long.MAX_VALUE;
    }

    byte[] bytes() {
        return bytes;
    }

    int end() {
        return end;
    }

    /** What is wrong at an index, or that the bytes end there. */
    Malformed at(int index, String cause) {
        return index >= end ? Malformed.UNFINISHED : new Malformed(index, cause);
    }

    int startTag(int at) throws Malformed {
        nameStart = at + 1;
        int p = qualifiedName(nameStart);
        nameEnd = p;
        nameColon = colon;
        attributes = 0;
        declares = false;
        prefixedAttributes = false;
        while (true) {
            int next = space(p);
            byte b = bytes[next];
            if (b == '>') {
                empty = false;
                p = next + 1;
                break;
            }
            if (b == '/') {
                empty = true;
                p = expect(next + 1, '>');
                break;
            }
            if (next == p) {
                throw at(p, unexpected(p) + " in a start tag");
            }
            p = attribute(next);
        }
        if (attributes > 1) {
            distinctAttributes();
        }
        return p;
    }

    private int attribute(int at) throws Malformed {
        if (attributes == attributeStart.length) {
            moreAttributes(at);
        }
        int nameStop = qualifiedName(at);
        int p = space(nameStop);
        if (bytes[p] != '=') {
            throw at(p, "an attribute without a value");
        }
        p = space(p + 1);
        byte quote = bytes[p];
        if (quote != '"' && quote != '\'') {
            throw at(p, "an attribute value without quotes");
        }
        int stop = value(p + 1, quote);
        attributeStart[attributes] = at;
        attributeColon[attributes] = colon;
        attributeEnd[attributes] = nameStop;
        valueStart[attributes] = p + 1;
        valueEnd[attributes] = stop;
        attributes++;
        if (colon >= 0) {
            prefixedAttributes = true;
        }
        if (bytes[at] == 'x' && isDeclaration(attributes - 1)) {
            declares = true;
        }
        return stop + 1;
    }

    /** Whether an attribute declares a namespace: xmlns, or xmlns:something. */
    boolean isDeclaration(int attribute) {
        int from = attributeStart[attribute];
        int stop = attributeColon[attribute] >= 0 ? attributeColon[attribute] : attributeEnd[attribute];
        return stop - from == 5
                && bytes[from] == 'x'
                && bytes[from + 1] == 'm'
                && bytes[from + 2] == 'l'
                && bytes[from + 3] == 'n'
                && bytes[from + 4] == 's';
    }

    private void moreAttributes(int at) throws Malformed {
        if (attributes >= MOST_ATTRIBUTES) {
            throw at(at, "more than " + MOST_ATTRIBUTES + " attributes");
        }
        int room = Math.min(2 * attributes, MOST_ATTRIBUTES);
        attributeStart = Arrays.copyOf(attributeStart, room);
        attributeColon = Arrays.copyOf(attributeColon, room);
        attributeEnd = Arrays.copyOf(attributeEnd, room);
        valueStart = Arrays.copyOf(valueStart, room);
        valueEnd = Arrays.copyOf(valueEnd, room);
    }

    private void distinctAttributes() throws Malformed {
        for (int i = 1; i < attributes; i++) {
            int from = attributeStart[i];
            int length = attributeEnd[i] - from;
            for (int j = 0; j < i; j++) {
                if (attributeEnd[j] - attributeStart[j] == length && same(attributeStart[j], from, length)) {
                    throw at(from, "an attribute twice");
                }
            }
        }
    }

    /** Whether two stretches hold the same bytes; the last are compared first, as names often differ there. */
    boolean same(int one, int other, int length) {
        for (int i = length - 1; i >= 0; i--) {
            if (bytes[one + i] != bytes[other + i]) {
                return false;
            }
        }
        return true;
    }

    private int value(int at, byte quote) throws Malformed {
        long quotes = quote * ONES;
        int p = at;
        while (true) {
            p = plain(p, quotes);
            byte b = bytes[p];
            if (b == quote) {
                return p;
            }
            if (b == '<') {
                throw at(p, "'<' in an attribute value");
            }
            p = b == '&' ? reference(p) : character(p);
        }
    }

    /** Text, up to the next '<'. */
    int text(int at) throws Malformed {
        int p = at;
        while (true) {
            p = plain(p, ']' * ONES);
            byte b = bytes[p];
            if (b == '<') {
                return p;
            }
            if (b == ']') {
                if (bytes[p + 1] == ']' && bytes[p + 2] == '>') {
                    throw at(p, "']]>' in text");
                }
                if (p + 2 >= end) {
                    throw Malformed.UNFINISHED;
                }
                p++;
            } else {
                p = b == '&' ? reference(p) : character(p);
            }
        }
    }

    /** Runs over ASCII that needs no look, eight at a time: neither control character, '<', '&' nor the one given. */
    private int plain(int at, long other) {
        byte[] array = bytes;
        int p = at;
        while (true) {
            long eight = (long) EIGHT_BYTES.get(array, p);
            // A byte's high bit ends up set where it was set, or where a subtraction ran below zero.
            long stops = (eight
                            | (eight - 0x20 * ONES)
                            | ((eight ^ ('<' * ONES)) - ONES)
                            | ((eight ^ ('&' * ONES)) - ONES)
                            | ((eight ^ other) - ONES))
                    & HIGHS;
            if (stops != 0) {
                return p + (Long.numberOfTrailingZeros(stops) >>> 3);
            }
            p += 8;
        }
    }

    /** One character that is not markup: legal in XML, and in valid UTF-8. */
    int character(int at) throws Malformed {
        byte b = bytes[at];
        if (b >= 0x20 || b == '\n' || b == '\t' || b == '\r') {
            return at + 1;
        }
        if (b >= 0) {
            throw at(at, String.format("control character 0x%02X", b));
        }
        if (b >= (byte) 0xC2 && b <= (byte) 0xDF && bytes[at + 1] < (byte) 0xC0) {
            return at + 2;
        }
        return longerCharacter(at);
    }

    private int longerCharacter(int at) throws Malformed {
        int b = bytes[at] & 0xFF;
        int length = b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : 2;
        if (b < 0xC2 || b > 0xF4) {
            throw at(at, notUtf8(at));
        }
        for (int i = 1; i < length; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                throw at(at + i, notUtf8(at));
            }
        }
        int codePoint = codePoint(at, length);
        if (codePoint < (length == 3 ? 0x800 : 0x10000) && length > 2
                || codePoint > 0x10FFFF
                || codePoint >= 0xD800 && codePoint <= 0xDFFF) {
            throw at(at, notUtf8(at));
        }
        if (codePoint == 0xFFFE || codePoint == 0xFFFF) {
            throw at(at, String.format("the forbidden character U+%04X", codePoint));
        }
        return at + length;
    }

    private int codePoint(int at, int length) {
        int codePoint = bytes[at] & (0xFF >> (length + 1));
        for (int i = 1; i < length; i++) {
            codePoint = codePoint << 6 | bytes[at + i] & 0x3F;
        }
        return codePoint;
    }

    private String notUtf8(int at) {
        return String.format("invalid UTF-8 (0x%02X)", bytes[at]);
    }

    private int reference(int at) throws Malformed {
        int p = at + 1;
        if (bytes[p] == '#') {
            return characterReference(at);
        }
        while ((KIND[bytes[p] & 0xFF] & NAME_PART) != 0) {
            p++;
        }
        if (bytes[p] != ';') {
            throw at(p, "'&' that begins no reference");
        }
        if (XmlText.entity(bytes, at + 1, p) < 0) {
            throw at(at, "the undeclared entity &" + ascii(at + 1, p) + ";");
        }
        return p + 1;
    }

    private int characterReference(int at) throws Malformed {
        int p = at + 2;
        int radix = 10;
        if (bytes[p] == 'x') {
            radix = 16;
            p++;
        }
        int first = p;
        int codePoint = 0;
        for (int digit; (digit = Character.digit(bytes[p], radix)) >= 0; p++) {
            codePoint = Math.min(codePoint * radix + digit, 0x110000);
        }
        if (bytes[p] != ';' || p == first) {
            throw at(p, "a broken character reference");
        }
        if (!legal(codePoint)) {
            throw at(at, "a reference to a forbidden character");
        }
        return p + 1;
    }

    private static boolean legal(int c) {
        return c >= 0x20 && c <= 0xD7FF
                || c == '\t'
                || c == '\n'
                || c == '\r'
                || c >= 0xE000 && c <= 0xFFFD
                || c >= 0x10000 && c <= 0x10FFFF;
    }

    /** The end tag of the element whose name stands in an array. */
    int endTag(int at, byte[] named, int from, int to) throws Malformed {
        int p = at + 2;
        for (int i = from; i < to; i++, p++) {
            if (bytes[p] != named[i]) {
                throw mismatch(at, p, named, from, to);
            }
        }
        if (bytes[p] == '>') {
            return p + 1;
        }
        int next = space(p);
        if (bytes[next] != '>') {
            throw next == p ? mismatch(at, p, named, from, to) : at(next, unexpected(next) + " in an end tag");
        }
        return next + 1;
    }

    private Malformed mismatch(int at, int differs, byte[] named, int from, int to) {
        return at(differs, "an end tag other than the expected </" + XmlText.shown(named, from, to) + ">");
    }

    /** A comment, from its '<!--'. */
    int comment(int at) throws Malformed {
        if (bytes[at + 2] == 'D') {
            throw at(at, "a document type declaration");
        }
        int p = expect(expect(at + 2, '-'), '-');
        while (true) {
            p = plain(p, '-' * ONES);
            if (bytes[p] == '-' && bytes[p + 1] == '-') {
                if (bytes[p + 2] != '>') {
                    throw at(p + 2, "'--' in a comment");
                }
                return p + 3;
            }
            p = character(p);
        }
    }

    /** A CDATA section, from its '<![CDATA['. */
    int cdata(int at) throws Malformed {
        int p = at + 2;
        for (int i = 0; i < 7; i++) {
            p = expect(p, "[CDATA[".charAt(i));
        }
        if (origin + at >= unclosedSection) {
            throw Malformed.UNFINISHED;
        }
        tagInSection = false;
        while (true) {
            p = plain(p, ']' * ONES);
            byte b = bytes[p];
            if (b == ']' && bytes[p + 1] == ']' && bytes[p + 2] == '>') {
                return p + 3;
            }
            if (b == '<') {
                tagInSection = true;
            } else if (p >= end) {
                unclosedSection = origin + at;
            }
            p = character(p);
        }
    }

    /** A processing instruction, from its '<?'. */
    int instruction(int at) throws Malformed {
        int p = simpleName(at + 2);
        if (p - at == 5 && p < end && ascii(at + 2, p).equalsIgnoreCase("xml")) {
            throw at(at, "an XML declaration, which may stand only first in a page,");
        }
        if (space(p) == p && !(bytes[p] == '?' && bytes[p + 1] == '>')) {
            throw at(bytes[p] == '?' ? p + 1 : p, unexpected(p) + " in a processing instruction");
        }
        if (origin + at >= unclosedInstruction) {
            throw Malformed.UNFINISHED;
        }
        while (true) {
            p = plain(p, '?' * ONES);
            if (bytes[p] == '?' && bytes[p + 1] == '>') {
                return p + 2;
            }
            if (p >= end) {
                unclosedInstruction = origin + at;
            }
            p = character(p);
        }
    }

    int space(int at) {
        int p = at;
        while ((KIND[bytes[p] & 0xFF] & SPACE) != 0) {
            p++;
        }
        return p;
    }

    private int qualifiedName(int at) throws Malformed {
        int p = simpleName(at);
        colon = -1;
        if (bytes[p] == ':') {
            colon = p;
            p = simpleName(p + 1);
        }
        return p;
    }

    private int simpleName(int at) throws Malformed {
        int p = at;
        byte b = bytes[p];
        if ((KIND[b & 0xFF] & NAME_START) != 0) {
            p++;
        } else if (b < 0) {
            p = nameCharacter(p, true);
        } else {
            throw at(p, unexpected(p) + " where a name should be");
        }
        while (true) {
            while ((KIND[bytes[p] & 0xFF] & NAME_PART) != 0) {
                p++;
            }
            if (bytes[p] >= 0) {
                return p;
            }
            p = nameCharacter(p, false);
        }
    }

    private int nameCharacter(int at, boolean first) throws Malformed {
        int next = character(at);
        int codePoint = codePoint(at, next - at);
        if (first ? !NameCharacters.start(codePoint) : !NameCharacters.part(codePoint)) {
            throw at(at, String.format("the character U+%04X in a name", codePoint));
        }
        return next;
    }

    private int expect(int at, char wanted) throws Malformed {
        if (bytes[at] != wanted) {
            throw at(at, unexpected(at) + " where '" + wanted + "' should be");
        }
        return at + 1;
    }

    private String unexpected(int at) {
        byte b = bytes[at];
        return b > 0x20 && b < 0x7F ? "'" + (char) b + "'" : String.format("byte 0x%02X", b);
    }

    private String ascii(int from, int to) {
        return XmlText.shown(bytes, from, to);
    }

    private static byte[] kinds() {
        byte[] kinds = new byte[256];
        for (char c : " \t\r\n".toCharArray()) {
            kinds[c] = SPACE;
        }
        for (char c : "-.0123456789".toCharArray()) {
            kinds[c] = NAME_PART;
        }
        for (char c : "_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".toCharArray()) {
            kinds[c] = NAME_START | NAME_PART;
        }
        return kinds;
    }
}
