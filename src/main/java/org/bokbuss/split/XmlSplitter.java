package org.bokbuss.split;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.namespace.QName;

/**
 * Splits a page at each element of given names, in constant memory.
 *
 * <p>Only the outermost elements of those names are found. Each is checked to be well-formed; one that isn't is given
 * with its fault, and the page is read on after it. What stands around them must be well-formed XML 1.0 without DTD;
 * where it isn't, or where the page ends too early, {@link #hasNext()} and {@link #next()} throw an
 * {@link UncheckedIOException} that holds a {@link PageException} (or what the stream threw), after all records before
 * that place have been given.
 *
 * <p>A page is over properly only if {@link #complete()} says so.
 */
public final class XmlSplitter extends Splitter<Piece> {
    /** The largest record by default: 64 MiB. */
    public static final int LARGEST = 1 << 26;

    private static final Pattern DECLARATION = Pattern.compile("<\\?xml\\s+version\\s*=\\s*([\"'])1\\.[0-9]+\\1"
            + "(\\s+encoding\\s*=\\s*([\"'])[A-Za-z][A-Za-z0-9._-]*\\3)?"
            + "(\\s+standalone\\s*=\\s*([\"'])(yes|no)\\5)?\\s*\\?>");

    private static final int LONGEST_DECLARATION = 512;

    /** How many elements around the records are remembered, of different names and depths. */
    private static final int MOST_OTHERS = 64;

    private final Set<Other> others = new LinkedHashSet<>();
    private final InputStream page;
    private final int largest;
    private final XmlScanner markup = new XmlScanner();
    private final Namespaces namespaces = new Namespaces();
    private final WellFormedCheck check = new WellFormedCheck(markup, namespaces);
    private final OpenElements envelope;

    private Encoding encoding;
    private InputBuffer window;
    private RecordRecovery recovery;
    private boolean begun;
    private QName documentElement;
    private boolean closed;
    private String lastName;
    private int lastDepth = -1;
    private boolean complete;

    /**
     * @param page the page; it is read as records are asked for, and closed by {@link #close()}
     * @param namespace the namespace of the elements, "" for none
     * @param names their local names
     */
    public XmlSplitter(InputStream page, String namespace, String... names) {
        this(page, LARGEST, namespace, names);
    }

    /**
     * @param largest how many bytes a record may have; of a larger one only the first are kept, and it is at fault
     */
    public XmlSplitter(InputStream page, int largest, String namespace, String... names) {
        this.page = page;
        this.largest = largest;
        this.envelope = new OpenElements(markup, namespaces, namespace, Set.of(names));
    }

    @Override
    protected boolean isOver() {
        return complete;
    }

    /** Whether the page was read to its end, with its document element closed and nothing but comments after it. */
    public boolean complete() {
        return complete;
    }

    @Override
    public QName documentElement() {
        return documentElement;
    }

    @Override
    public Set<Other> others() {
        return Set.copyOf(others);
    }

    @Override
    public void close() throws IOException {
        page.close();
    }

    @Override
    protected Piece find() throws IOException {
        if (window == null) {
            encoding = Encoding.of(page);
            window = new InputBuffer(encoding.utf8(), encoding.mark(), largest);
            recovery = new RecordRecovery(window, largest, markup, check, envelope);
            window.more();
        }
        Piece found = null;
        while (found == null && !complete) {
            markup.over(window);
            int at = window.start();
            try {
                found = piece(at);
            } catch (Malformed e) {
                if (e != Malformed.UNFINISHED) {
                    found = malformed(at, e);
                } else if (!window.more()) {
                    end();
                }
            }
        }
        return found;
    }

    /** Skips the next piece of the envelope, or gives the record that stands there. */
    private Piece piece(int at) throws Malformed, IOException {
        byte[] bytes = markup.bytes();
        if (!begun) {
            begin(at);
            return null;
        }
        if (bytes[at] != '<') {
            window.advance(text(at));
            return null;
        }
        switch (bytes[at + 1]) {
            case '/' -> {
                window.advance(envelope.leave(at));
                check.scopeChanged();
                closed = envelope.depth() == 0;
            }
            case '?' -> window.advance(markup.instruction(at));
            case '!' -> declaration(at);
            default -> {
                return element(at);
            }
        }
        return null;
    }

    /** Skips the XML declaration, if there is one. */
    private void begin(int at) throws Malformed {
        String start = XmlText.string(markup.bytes(), at, Math.min(markup.end(), at + LONGEST_DECLARATION));
        if (start.matches("(?s)<\\?xml\\s.*")) {
            Matcher declaration = DECLARATION.matcher(start);
            if (!declaration.lookingAt()) {
                throw markup.at(start.contains("?>") ? at : markup.end(), "a broken XML declaration");
            }
            window.advance(at + declaration.end());
        }
        begun = true;
    }

    private int text(int at) throws Malformed {
        if (envelope.depth() > 0) {
            return markup.text(at);
        }
        int p = markup.space(at);
        if (p == at) {
            throw markup.at(at, "text outside of the document element");
        }
        return p;
    }

    private void declaration(int at) throws Malformed, PageException {
        byte kind = markup.bytes()[at + 2];
        if (kind == 'D') {
            throw new PageException(
                    "a page with a document type declaration is refused, at byte " + window.position(at));
        }
        if (kind == '[' && envelope.depth() == 0) {
            throw markup.at(at, "text outside of the document element");
        }
        window.advance(kind == '[' ? markup.cdata(at) : markup.comment(at));
    }

    private Piece element(int at) throws Malformed, IOException {
        if (closed) {
            throw markup.at(at, "a second document element");
        }
        String name = envelope.recordAt(at);
        if (documentElement == null) {
            documentElement = envelope.nameAt(at);
        }
        if (name != null) {
            return record(name);
        }
        if (others.size() < MOST_OTHERS) {
            others.add(new Other(envelope.depth(), envelope.nameAt(at)));
        }
        window.advance(envelope.enter(at));
        check.scopeChanged();
        closed = envelope.depth() == 0;
        return null;
    }

    private Piece record(String name) throws IOException {
        while (true) {
            markup.over(window);
            int at = window.start();
            try {
                int stop = check.element(at, envelope.depth());
                if (stop - at > largest) {
                    return damaged(name, tooLarge());
                }
                Piece sound = standalone(name, at, stop);
                passed(name, stop);
                return sound;
            } catch (Malformed e) {
                if (e != Malformed.UNFINISHED) {
                    return damaged(name, sentence(e));
                }
                if (!window.more()) {
                    boolean full = window.full();
                    return damaged(name, full ? tooLarge() : "something in it is never closed");
                }
            }
        }
    }

    private String tooLarge() {
        return "larger than " + largest + " bytes (harvest.max-record)";
    }

    private void passed(String name, int stop) {
        window.advance(stop);
        lastName = name;
        lastDepth = envelope.depth();
        closed = envelope.depth() == 0;
    }

    private Piece standalone(String name, int at, int stop) {
        byte[] inherited = check.inherited();
        byte[] bytes = markup.bytes();
        int nameLength = check.nameEnd() - at;
        byte[] whole = new byte[stop - at + inherited.length];
        System.arraycopy(bytes, at, whole, 0, nameLength);
        System.arraycopy(inherited, 0, whole, nameLength, inherited.length);
        System.arraycopy(bytes, check.nameEnd(), whole, nameLength + inherited.length, stop - check.nameEnd());
        return piece(name, whole, window.position(at), null, new Piece.Added(nameLength, inherited.length));
    }

    /** Offsets in a page of another encoding are not those of what was spooled. */
    private Piece piece(String name, byte[] bytes, long offset, String fault, Piece.Added added) {
        return new Piece(name, bytes, offset, fault, isUtf8() ? added : null);
    }

    private boolean isUtf8() {
        return encoding.charset().equals(StandardCharsets.UTF_8);
    }

    private Piece damaged(String name, String fault) throws IOException {
        long offset = window.position(window.start());
        Piece damaged = setAside(name, fault);
        if (damaged == null) {
            throw cut("<" + name + ">, which starts at byte " + offset + ",");
        }
        return damaged;
    }

    private Piece setAside(String name, String fault) throws IOException {
        long offset = window.position(window.start());
        byte[] bytes = recovery.pass();
        if (bytes == null) {
            return null;
        }
        passed(name, window.start());
        return piece(name, bytes, offset, fault, Piece.Added.NOTHING);
    }

    private Piece malformed(int at, Malformed fault) throws IOException {
        String sentence = sentence(fault);
        byte[] bytes = markup.bytes();
        boolean tag = begun && !closed && bytes[at] == '<';
        String name = tag ? envelope.recordNamedAt(at) : null;
        if (name != null) {
            return damaged(name, sentence);
        }
        // An end tag too many, right among records, is what a damaged record left behind.
        boolean leftBehind = tag && bytes[at + 1] == '/' && envelope.depth() == lastDepth;
        Piece setAside = leftBehind ? setAside(lastName, sentence) : null;
        if (setAside == null) {
            throw new PageException("not well-formed: " + sentence);
        }
        return setAside;
    }

    private String sentence(Malformed fault) {
        String sentence = fault.getMessage() + " at byte " + window.position(fault.position());
        return !isUtf8()
                ? sentence + " (counted as UTF-8; U+FFFF marks what means nothing in " + encoding.charset() + ")"
                : sentence;
    }

    private void end() throws PageException {
        if (window.full()) {
            throw new PageException(
                    "more than " + largest + " bytes without a record, from byte " + window.position(window.start()));
        }
        if (!closed) {
            byte[] innermost = envelope.innermost();
            throw cut(
                    innermost == null
                            ? "its document element"
                            : "<" + XmlText.shown(innermost, 0, innermost.length) + ">");
        }
        if (window.start() < window.end()) {
            throw cut("what follows the document element");
        }
        complete = true;
    }

    private PageException cut(String where) {
        return PageException.cut("cut: the page ends " + (documentElement == null ? "before " : "inside ") + where
                + " at byte " + window.position(window.end()));
    }
}
