package org.bokbuss.split;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An element in memory, small enough to be looked at by its ranges: nothing is built until it is asked for.
 *
 * <p>Names are local names; {@link #namespace()} gives the rest.
 */
public final class XmlElement {
    private final byte[] bytes;
    private final XmlElement parent;
    private final int start;
    private final int nameEnd;
    private final int contentStart;
    private final int contentEnd;
    private final int end;

    /** The only child, if looking for this element's end has shown that there is one alone; or -1. */
    private int onlyChild = -1;

    private int onlyChildEnd = -1;

    /**
     * @param stop where the element ends, or -1 if that is to be found out
     */
    private XmlElement(byte[] bytes, XmlElement parent, int start, int stop) {
        this.bytes = bytes;
        this.parent = parent;
        this.start = start;
        this.nameEnd = nameEnd(start + 1);
        this.contentStart = tagEnd(nameEnd);
        if (bytes[contentStart - 2] == '/') {
            contentEnd = contentStart;
            end = contentStart;
        } else if (stop >= 0) {
            contentEnd = lastTag(stop);
            end = stop;
        } else {
            contentEnd = endTag(contentStart);
            end = tagEnd(contentEnd + 2);
        }
    }

    /**
     * Reads an element that stands alone; it is checked to be well-formed first.
     *
     * @throws IllegalArgumentException naming what is wrong and at which byte
     */
    public static XmlElement parse(byte[] utf8) {
        XmlScanner markup = new XmlScanner();
        markup.over(Arrays.copyOf(utf8, utf8.length + InputBuffer.SLACK), utf8.length);
        try {
            int stop = new WellFormedCheck(markup, new Namespaces()).element(0, 0);
            if (stop < utf8.length) {
                throw new IllegalArgumentException("not an element: more follows after it at byte " + stop);
            }
        } catch (Malformed e) {
            String where = e == Malformed.UNFINISHED ? "" : " at byte " + e.position();
            throw new IllegalArgumentException("not an element: " + e.getMessage() + where, e);
        }
        return sound(utf8);
    }

    /** An element that has been checked already. */
    static XmlElement sound(byte[] utf8) {
        return new XmlElement(utf8, null, 0, utf8.length);
    }

    public String name() {
        return XmlText.string(bytes, Math.max(start, colon(start + 1, nameEnd)) + 1, nameEnd);
    }

    /** The namespace, "" if none. */
    public String namespace() {
        int colon = colon(start + 1, nameEnd);
        String declaration = colon < 0 ? "xmlns" : "xmlns:" + XmlText.string(bytes, start + 1, colon);
        for (XmlElement at = this; at != null; at = at.parent) {
            Optional<String> uri = at.attribute(declaration);
            if (uri.isPresent()) {
                return uri.get();
            }
        }
        return declaration.equals("xmlns:xml") ? Namespaces.XML : "";
    }

    /**
     * The value of an attribute, with its references resolved.
     *
     * @param qualifiedName the name as it is written, with its prefix if it has one
     */
    public Optional<String> attribute(String qualifiedName) {
        byte[] wanted = qualifiedName.getBytes(StandardCharsets.UTF_8);
        for (Attribute a = firstAttribute(); a != null; a = attributeAfter(a)) {
            if (Arrays.equals(wanted, 0, wanted.length, bytes, a.start, a.nameEnd)) {
                return Optional.of(XmlText.value(bytes, a.valueStart, a.valueEnd));
            }
        }
        return Optional.empty();
    }

    /** The elements directly in this one. */
    public List<XmlElement> children() {
        List<XmlElement> children = new ArrayList<>();
        if (onlyChild >= 0) {
            children.add(new XmlElement(bytes, this, onlyChild, onlyChildEnd));
            return children;
        }
        int p = contentStart;
        while ((p = nextTag(p)) < contentEnd) {
            XmlElement child = new XmlElement(bytes, this, p, -1);
            children.add(child);
            p = child.end;
        }
        return children;
    }

    /** The first child of a name. */
    public Optional<XmlElement> child(String name) {
        return children().stream().filter(c -> c.name().equals(name)).findFirst();
    }

    /** The text in this element and all in it, with references resolved and CDATA sections opened. */
    public String text() {
        return text(contentStart, contentEnd);
    }

    /** The text directly in this element, not in the elements in it. */
    public String ownText() {
        StringBuilder own = new StringBuilder();
        int p = contentStart;
        for (XmlElement child : children()) {
            own.append(text(p, child.start));
            p = child.end;
        }
        return own.append(text(p, contentEnd)).toString();
    }

    private String text(int from, int to) {
        StringBuilder text = new StringBuilder();
        int p = from;
        while (p < to) {
            int markup = indexOf('<', p);
            text.append(XmlText.content(bytes, p, markup));
            p = markup;
            if (p < to) {
                p = past(p);
                if (bytes[markup + 1] == '!' && bytes[markup + 2] == '[') {
                    text.append(XmlText.lines(XmlText.string(bytes, markup + 9, p - 3)));
                }
            }
        }
        return text.toString();
    }

    /** The element as it can stand alone, with the namespace declarations of its ancestors. */
    public byte[] bytes() {
        byte[] inherited = inherited();
        byte[] whole = new byte[end - start + inherited.length];
        int nameLength = nameEnd - start;
        System.arraycopy(bytes, start, whole, 0, nameLength);
        System.arraycopy(inherited, 0, whole, nameLength, inherited.length);
        System.arraycopy(bytes, nameEnd, whole, nameLength + inherited.length, end - nameEnd);
        return whole;
    }

    /**
     * What is between the tags; if that is one element, as it can stand alone: without comments and instructions beside
     * it.
     */
    public byte[] innerBytes() {
        List<XmlElement> children = children();
        return children.size() == 1 && ownText().isBlank()
                ? children.get(0).bytes()
                : Arrays.copyOfRange(bytes, contentStart, contentEnd);
    }

    @Override
    public String toString() {
        return XmlText.string(bytes, start, end);
    }

    private byte[] inherited() {
        List<String> declared = new ArrayList<>();
        StringBuilder written = new StringBuilder();
        for (XmlElement at = this; at != null; at = at.parent) {
            for (Attribute a = at.firstAttribute(); a != null; a = at.attributeAfter(a)) {
                if (bytes[a.start] != 'x' || bytes[a.start + 1] != 'm' || bytes[a.start + 2] != 'l') {
                    continue;
                }
                String name = XmlText.string(bytes, a.start, a.nameEnd);
                if ((name.equals("xmlns") || name.startsWith("xmlns:")) && !declared.contains(name)) {
                    declared.add(name);
                    boolean undone = a.valueStart == a.valueEnd;
                    if (at != this && !undone) {
                        // The quotes are part of it: the value may hold the other kind.
                        String quoted = XmlText.string(bytes, a.valueStart - 1, a.valueEnd + 1);
                        written.append(' ').append(name).append('=').append(quoted);
                    }
                }
            }
        }
        return written.toString().getBytes(StandardCharsets.UTF_8);
    }

    private record Attribute(int start, int nameEnd, int valueStart, int valueEnd) {}

    private Attribute firstAttribute() {
        return attributeFrom(nameEnd);
    }

    private Attribute attributeAfter(Attribute attribute) {
        return attributeFrom(attribute.valueEnd + 1);
    }

    private Attribute attributeFrom(int from) {
        int p = space(from);
        if (bytes[p] == '>' || bytes[p] == '/') {
            return null;
        }
        int stop = p;
        while (bytes[stop] != '=' && bytes[stop] > ' ' || bytes[stop] < 0) {
            stop++;
        }
        int quote = space(indexOf('=', stop) + 1);
        return new Attribute(p, stop, quote + 1, indexOf(bytes[quote], quote + 1));
    }

    /** This element's end tag; on the way there it is seen whether the element has one child alone. */
    private int endTag(int from) {
        int depth = 0;
        int children = 0;
        int p = indexOf('<', from);
        while (true) {
            byte kind = bytes[p + 1];
            int after = past(p);
            if (kind == '/') {
                if (depth == 0) {
                    onlyChild = children == 1 ? onlyChild : -1;
                    return p;
                }
                depth--;
            } else if (kind != '!' && kind != '?') {
                if (depth == 0) {
                    children++;
                    onlyChild = p;
                }
                depth += bytes[after - 2] == '/' ? 0 : 1;
            }
            if (depth == 0 && children == 1 && onlyChildEnd < 0) {
                onlyChildEnd = after;
            }
            p = indexOf('<', after);
        }
    }

    private int lastTag(int before) {
        int p = before - 1;
        while (bytes[p] != '<') {
            p--;
        }
        return p;
    }

    /** The next start tag, or the end of this element's content. */
    private int nextTag(int from) {
        int p = from;
        while (p < contentEnd) {
            p = indexOf('<', p);
            if (p >= contentEnd || bytes[p + 1] != '!' && bytes[p + 1] != '?') {
                return p;
            }
            p = past(p);
        }
        return contentEnd;
    }

    /** The index after the tag, comment, section or instruction that starts here. */
    private int past(int at) {
        byte kind = bytes[at + 1];
        if (kind == '?') {
            return close(at + 2, '?', 1);
        }
        if (kind == '!') {
            return bytes[at + 2] == '[' ? close(at + 9, ']', 2) : close(at + 4, '-', 2);
        }
        return tagEnd(at + 1);
    }

    private int close(int from, char mark, int times) {
        int p = from + times;
        while (bytes[p] != '>' || bytes[p - 1] != mark || bytes[p - times] != mark) {
            p++;
        }
        return p + 1;
    }

    private int tagEnd(int from) {
        int p = from;
        while (bytes[p] != '>') {
            p = bytes[p] == '"' || bytes[p] == '\'' ? indexOf(bytes[p], p + 1) + 1 : p + 1;
        }
        return p + 1;
    }

    private int nameEnd(int from) {
        int p = from;
        while ((bytes[p] > ' ' || bytes[p] < 0) && bytes[p] != '>' && bytes[p] != '/') {
            p++;
        }
        return p;
    }

    private int colon(int from, int to) {
        int p = from;
        while (p < to && bytes[p] != ':') {
            p++;
        }
        return p < to ? p : -1;
    }

    private int space(int from) {
        int p = from;
        while (bytes[p] <= ' ' && bytes[p] >= 0) {
            p++;
        }
        return p;
    }

    private int indexOf(int wanted, int from) {
        int p = from;
        while (bytes[p] != wanted) {
            p++;
        }
        return p;
    }
}
