package org.bokbuss.split;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Reads an element whole, from its start tag to its end tag, and checks that all of it is well-formed. */
final class WellFormedCheck {
    static final int DEEPEST = 1000;

    private static final byte[] NOTHING = {};

    private final XmlScanner markup;
    private final Namespaces namespaces;
    private int[] openFrom = new int[32];
    private int[] openTo = new int[32];
    private int outside;
    private int depth;

    private int rootFrom;
    private int nameEnd;
    private byte[] inherited;
    private byte[] inheritedByPlain = NOTHING;
    private int inheritedFrom = -1;

    WellFormedCheck(XmlScanner markup, Namespaces namespaces) {
        this.markup = markup;
        this.namespaces = namespaces;
    }

    /**
     * @param at where the element starts
     * @param ancestors how many elements are open around it
     * @return the index after it
     * @throws Malformed if it isn't sound, or the bytes end in it
     */
    int element(int at, int ancestors) throws Malformed {
        int mark = namespaces.size();
        outside = ancestors;
        depth = 0;
        try {
            int p = startTag(at);
            rootFrom = at + 1;
            nameEnd = markup.nameEnd;
            inherited = inherited(mark);
            while (depth > 0) {
                p = piece(markup.text(p));
            }
            return p;
        } finally {
            namespaces.forgetFrom(mark);
        }
    }

    /** Of the last element: where its name ends. */
    int nameEnd() {
        return nameEnd;
    }

    /** Of the last element: the declarations it has from its ancestors, as they stand in a start tag. */
    byte[] inherited() {
        return inherited;
    }

    /** The declarations in scope have changed outside of any element checked here. */
    void scopeChanged() {
        inheritedFrom = -1;
    }

    private byte[] inherited(int mark) {
        if (namespaces.size() > mark) {
            return namespaces.inherited(mark);
        }
        if (inheritedFrom != mark) {
            inheritedByPlain = namespaces.inherited(mark);
            inheritedFrom = mark;
        }
        return inheritedByPlain;
    }

    private int piece(int at) throws Malformed {
        byte[] bytes = markup.bytes();
        byte kind = bytes[at + 1];
        if (kind == '/') {
            depth--;
            int p = markup.endTag(at, bytes, openFrom[depth], openTo[depth]);
            namespaces.leave(outside + depth);
            return p;
        }
        if (kind == '!') {
            return bytes[at + 2] == '[' ? section(at) : markup.comment(at);
        }
        return kind == '?' ? markup.instruction(at) : startTag(at);
    }

    private int section(int at) throws Malformed {
        int p = markup.cdata(at);
        if (markup.tagInSection && swallowsAnother(at, p)) {
            throw markup.at(at, "a CDATA section that seems to have lost its end and swallowed the next record,");
        }
        return p;
    }

    /**
     * Whether a section holds the end of this element, the start of another, and in it the start of a section. XML
     * allows that, but the text of a record in sections is likelier to look so because an end was lost; and to take two
     * records for one would be to lose the second unseen.
     */
    private boolean swallowsAnother(int from, int to) {
        String section = new String(markup.bytes(), from, to - from, StandardCharsets.ISO_8859_1);
        int nested = section.lastIndexOf("<![CDATA[");
        if (nested <= 0) {
            return false;
        }
        String name =
                Pattern.quote(new String(markup.bytes(), rootFrom, nameEnd - rootFrom, StandardCharsets.ISO_8859_1));
        return Pattern.compile("</" + name + "\\s*>\\s*<" + name + "[\\s>]")
                .matcher(section)
                .region(0, nested)
                .find();
    }

    private int startTag(int at) throws Malformed {
        int p = markup.startTag(at);
        if (markup.declares || markup.nameColon >= 0 || markup.prefixedAttributes) {
            namespaces.enter(markup, outside + depth);
        }
        if (!markup.empty) {
            open(at);
        } else if (depth > 0) {
            namespaces.leave(outside + depth);
        }
        return p;
    }

    private void open(int at) throws Malformed {
        if (depth == openFrom.length) {
            if (depth >= DEEPEST) {
                throw markup.at(at, "elements nested deeper than " + DEEPEST);
            }
            int room = Math.min(2 * depth, DEEPEST);
            openFrom = Arrays.copyOf(openFrom, room);
            openTo = Arrays.copyOf(openTo, room);
        }
        openFrom[depth] = markup.nameStart;
        openTo[depth] = markup.nameEnd;
        depth++;
    }
}
