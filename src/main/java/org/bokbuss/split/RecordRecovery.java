package org.bokbuss.split;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds where a damaged record ends, so that the page can be read on from there.
 *
 * <p>It follows the tags without asking them to be right: an end tag closes the nearest open element of its name and
 * all in it, and one that closes nothing is skipped. Comments, CDATA sections and instructions are skipped
 * whole, unless nothing closes them. The record ends
 *
 * <ul>
 *   <li>after its end tag, if every tag in it matched, or if its parent's end tag or another record follows;
 *   <li>before its parent's end tag;
 *   <li>before another record, if that is sound and is itself followed by its parent's end tag or further records. A
 *       record nested in another is followed by an end tag of something else, and so is distinguished from the next one.
 * </ul>
 *
 * <p>A CDATA section that lost its end and is closed by that of a later record is, to XML, one long section.
 * The record is quarantined with the one it swallowed ({@link WellFormedCheck}); to look for records in a section would let
 * whoever writes text make records.
 */
final class RecordRecovery {
    /** How many records in a row must be in place for the first to be taken for the next. */
    private static final int ROW = 4;

    private static final int HEAD = 1 << 16;
    private static final int FREE_LOOKS = 1 << 20;
    private static final int MOST_OPEN = 10 * WellFormedCheck.DEEPEST;

    private final InputBuffer window;
    private final int largest;
    private final XmlScanner markup;
    private final WellFormedCheck check;
    private final OpenElements envelope;

    /** Up to where in the page nothing closes a section that begins further on than the last one did. */
    private final Map<String, Long> unclosed = new HashMap<>();

    private final List<String> open = new ArrayList<>();

    /** How often each name stands in {@link #open}: to search it for one that does not would cost its length each time. */
    private final Map<String, Integer> openNames = new HashMap<>();

    private boolean matched;
    private int reach;
    private byte[] head;
    private long looked;
    private long passed;

    private interface Look {
        boolean at(int index) throws Malformed;
    }

    RecordRecovery(InputBuffer window, int largest, XmlScanner markup, WellFormedCheck check, OpenElements envelope) {
        this.window = window;
        this.largest = largest;
        this.markup = markup;
        this.check = check;
        this.envelope = envelope;
    }

    /**
     * Skips the damaged record at the start of the window.
     *
     * @return its bytes, or the first of them if it is larger than the limit; null if the page ends in it
     */
    byte[] pass() throws IOException {
        open.clear();
        openNames.clear();
        matched = true;
        reach = 0;
        head = null;
        looked = 0;
        passed = 0;
        boolean over = false;
        while (!over) {
            if (!toNextMarkup()) {
                return null;
            }
            over = markup();
        }
        byte[] bytes = head != null ? head : firstOf(reach > largest ? Math.min(reach, HEAD) : reach);
        window.advance(here());
        return bytes;
    }

    private byte[] firstOf(int length) {
        return window.copy(window.start(), window.start() + length);
    }

    private int here() {
        return window.start() + reach;
    }

    private byte byteAt(int offset) throws IOException {
        while (here() + offset >= window.end()) {
            if (!more()) {
                return 0;
            }
        }
        return window.bytes()[here() + offset];
    }

    /** Reads on; if the window is full, what was passed is let go of, but for the first of it. */
    private boolean more() throws IOException {
        if (window.full() && reach > 0) {
            if (head == null) {
                head = firstOf(Math.min(reach, HEAD));
            }
            passed += reach;
            window.advance(here());
            reach = 0;
        }
        return window.more();
    }

    private boolean toNextMarkup() throws IOException {
        while (true) {
            byte[] bytes = window.bytes();
            for (int p = here(); p < window.end(); p++) {
                if (bytes[p] == '<') {
                    reach = p - window.start();
                    return true;
                }
            }
            reach = window.end() - window.start();
            if (!more()) {
                return false;
            }
        }
    }

    /** Skips what '<' begins; true if the record is over then. */
    private boolean markup() throws IOException {
        byte kind = byteAt(1);
        if (kind == '/') {
            return endTag();
        }
        if (kind == '?') {
            return section("?>");
        }
        if (kind == '!') {
            return byteAt(2) == '[' ? section("]]>") : section("--");
        }
        return startTag();
    }

    private boolean section(String close) throws IOException {
        int stop = find(close);
        reach = stop < 0 ? reach + 2 : stop;
        return false;
    }

    /** The offset after the next such bytes, or -1. In a comment '--' is not allowed, so the first must be its end. */
    private int find(String close) throws IOException {
        boolean comment = close.equals("--");
        int last = close.length() - 1;
        long from = window.position(here());
        long known = unclosed.getOrDefault(close, 0L);
        if (known == Long.MAX_VALUE) {
            return -1;
        }
        // What was searched before is not searched again: starts of sections without end would cost the square of their
        // length.
        int offset = Math.max((comment ? 4 : 2) + last, (int) Math.min(known - from, Integer.MAX_VALUE));
        for (; byteAt(offset) != 0 || here() + offset < window.end(); offset++) {
            byte[] bytes = window.bytes();
            int p = here() + offset;
            if (bytes[p] == close.charAt(last)
                    && bytes[p - 1] == close.charAt(last - 1)
                    && bytes[p - last] == close.charAt(0)) {
                unclosed.put(close, from + offset);
                return !comment ? reach + offset + 1 : byteAt(offset + 1) == '>' ? reach + offset + 2 : -1;
            }
        }
        unclosed.put(close, window.full() ? from + offset : Long.MAX_VALUE);
        return -1;
    }

    private boolean endTag() throws IOException {
        String name = name(2);
        int nearest = openNames.containsKey(name) ? open.lastIndexOf(name) : -1;
        if (nearest < 0) {
            matched = false;
            if (parentEnds()) {
                return true;
            }
            reach += 2;
            return false;
        }
        matched &= nearest == open.size() - 1;
        List<String> closed = open.subList(nearest, open.size());
        closed.forEach(each -> openNames.computeIfPresent(each, (key, count) -> count == 1 ? null : count - 1));
        closed.clear();
        // Only then added: to read on may let go of what was passed, and so change the reach.
        int length = tagLength();
        reach += length;
        return open.isEmpty() && ownEnd(name);
    }

    private boolean startTag() throws IOException {
        boolean first = reach == 0 && passed == 0;
        // Read first, so that the name is in the window whole when it is compared with that of records.
        String name = name(1);
        if (!first && siblingBegins()) {
            return true;
        }
        int length = tagLength();
        boolean empty = length > 2 && window.bytes()[here() + length - 2] == '/';
        reach += length;
        if (!empty && open.size() < MOST_OPEN) {
            open(name);
        }
        return first && empty && ownEnd(name);
    }

    /** Whether the end tag of the record's name just passed ends the record. */
    private boolean ownEnd(String name) throws IOException {
        if (matched || mayLook() && look(this::parentEndsOrRecord)) {
            return true;
        }
        open(name);
        return false;
    }

    private void open(String name) {
        open.add(name);
        openNames.merge(name, 1, Integer::sum);
    }

    private boolean parentEnds() throws IOException {
        return look(p -> envelope.endOfInnermost(p) > p);
    }

    private boolean parentEndsOrRecord(int at) throws Malformed {
        int p = between(at);
        byte[] bytes = markup.bytes();
        return bytes[p] == '<' && bytes[p + 1] == '/' ? envelope.endOfInnermost(p) > p : envelope.recordAt(p) != null;
    }

    private boolean siblingBegins() throws IOException {
        markup.over(window); // whose bytes may be in another array since the last look
        return envelope.recordNamedAt(here()) != null && mayLook() && look(this::rowOfRecords);
    }

    /** A record made of starts of records, or of their ends, must not cost the square of its length. */
    private boolean mayLook() {
        return looked <= FREE_LOOKS + 8 * (passed + reach);
    }

    private boolean rowOfRecords(int at) throws Malformed {
        int p = at;
        for (int i = 0; i < ROW; i++) {
            if (envelope.recordAt(p) == null) {
                return false;
            }
            int stop = check.element(p, envelope.depth());
            looked += stop - p;
            p = between(stop);
            byte[] bytes = markup.bytes();
            if (bytes[p] == '<' && bytes[p + 1] == '/') {
                return envelope.endOfInnermost(p) > p;
            }
        }
        return true;
    }

    /** Skips what may stand between records. */
    private int between(int at) throws Malformed {
        int p = markup.space(at);
        byte[] bytes = markup.bytes();
        while (bytes[p] == '<' && (bytes[p + 1] == '?' || bytes[p + 1] == '!' && bytes[p + 2] == '-')) {
            p = markup.space(bytes[p + 1] == '?' ? markup.instruction(p) : markup.comment(p));
        }
        return p;
    }

    private boolean look(Look look) throws IOException {
        while (true) {
            markup.over(window);
            try {
                return look.at(here());
            } catch (Malformed e) {
                if (e != Malformed.UNFINISHED) {
                    looked += Math.max(0, e.position() - here());
                    return false;
                }
                looked += window.end() - here();
                if (!window.more()) {
                    return false;
                }
            }
        }
    }

    private String name(int offset) throws IOException {
        int stop = offset;
        for (byte b = byteAt(stop); (b > ' ' || b < 0) && "<>/=".indexOf(b) < 0; b = byteAt(stop)) {
            stop++;
        }
        return XmlText.string(window.bytes(), here() + offset, here() + stop);
    }

    /** How long a tag is; a quote that is not closed before the next '<' counts for nothing. */
    private int tagLength() throws IOException {
        int firstClose = 0;
        byte quote = 0;
        for (int offset = 1; ; offset++) {
            byte b = byteAt(offset);
            boolean over = b == '<' || b == 0 && here() + offset >= window.end();
            if (over || b == '>' && quote == 0) {
                return over && firstClose > 0 ? firstClose : over ? offset : offset + 1;
            }
            if (b == '>' && firstClose == 0) {
                firstClose = offset + 1;
            }
            if (quote != 0) {
                quote = b == quote ? 0 : quote;
            } else if (b == '"' || b == '\'') {
                quote = b;
            }
        }
    }
}
