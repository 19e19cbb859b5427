package org.bokbuss.split;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The namespace declarations in scope, of the elements that are open. */
final class Namespaces {
    /** So many at once that no page has them, so few that searching them stays cheap. */
    static final int MOST = 256;

    static final String XML = "http://www.w3.org/XML/1998/namespace";
    static final String XMLNS = "http://www.w3.org/2000/xmlns/";

    private record Declaration(byte[] prefix, String uri, int depth) {
        boolean binds(byte[] bytes, int from, int to) {
            return Arrays.equals(prefix, 0, prefix.length, bytes, from, to);
        }
    }

    private static final byte[] NONE = {};
    private static final byte[] XML_PREFIX = {'x', 'm', 'l'};
    private static final byte[] XMLNS_PREFIX = {'x', 'm', 'l', 'n', 's'};

    private final Declaration[] declarations = new Declaration[MOST];
    private int size;
    private int deepest = -1;

    int size() {
        return size;
    }

    /** Forgets all declarations made since there were so many. */
    void forgetFrom(int newSize) {
        size = newSize;
        deepest = size == 0 ? -1 : declarations[size - 1].depth;
    }

    /** Closes an element that stood at a depth. */
    void leave(int depth) {
        while (deepest >= depth) {
            forgetFrom(size - 1);
        }
    }

    /** Opens the element whose start tag was read last, and checks what needs its scope. */
    void enter(XmlScanner tag, int depth) throws Malformed {
        if (tag.declares) {
            for (int i = 0; i < tag.attributes; i++) {
                if (tag.isDeclaration(i)) {
                    declare(tag, i, depth);
                }
            }
        }
        if (tag.nameColon >= 0 && uri(tag.bytes(), tag.nameStart, tag.nameColon) == null) {
            throw undeclared(tag, tag.nameStart, tag.nameColon);
        }
        if (tag.prefixedAttributes) {
            checkAttributes(tag);
        }
    }

    private void declare(XmlScanner tag, int attribute, int depth) throws Malformed {
        int start = tag.attributeStart[attribute];
        int colon = tag.attributeColon[attribute];
        byte[] prefix = colon < 0 ? NONE : Arrays.copyOfRange(tag.bytes(), colon + 1, tag.attributeEnd[attribute]);
        String uri = XmlText.value(tag.bytes(), tag.valueStart[attribute], tag.valueEnd[attribute]);
        if (size == MOST) {
            throw tag.at(start, "more than " + MOST + " namespace declarations in scope");
        }
        if (prefix.length > 0 && uri.isEmpty()
                || Arrays.equals(prefix, XMLNS_PREFIX)
                || uri.equals(XMLNS)
                || uri.equals(XML) != Arrays.equals(prefix, XML_PREFIX)) {
            throw tag.at(start, "a namespace declaration that is not allowed");
        }
        declarations[size++] = new Declaration(prefix, uri, depth);
        deepest = depth;
    }

    private void checkAttributes(XmlScanner tag) throws Malformed {
        String[] uris = new String[tag.attributes];
        for (int i = 0; i < uris.length; i++) {
            int colon = tag.attributeColon[i];
            if (colon < 0 || tag.isDeclaration(i)) {
                continue;
            }
            uris[i] = uri(tag.bytes(), tag.attributeStart[i], colon);
            if (uris[i] == null) {
                throw undeclared(tag, tag.attributeStart[i], colon);
            }
            for (int j = 0; j < i; j++) {
                if (uris[i].equals(uris[j]) && sameLocalName(tag, i, j)) {
                    throw tag.at(tag.attributeStart[i], "an attribute twice");
                }
            }
        }
    }

    private static boolean sameLocalName(XmlScanner tag, int one, int other) {
        int from = tag.attributeColon[one] + 1;
        int length = tag.attributeEnd[one] - from;
        int otherFrom = tag.attributeColon[other] + 1;
        return tag.attributeEnd[other] - otherFrom == length && tag.same(from, otherFrom, length);
    }

    private static Malformed undeclared(XmlScanner tag, int from, int colon) {
        return tag.at(from, "the undeclared prefix " + XmlText.shown(tag.bytes(), from, colon));
    }

    /** The namespace of the element whose start tag was read last. */
    String uriOf(XmlScanner tag) {
        return uri(tag.bytes(), tag.nameStart, Math.max(tag.nameColon, tag.nameStart));
    }

    /** What a prefix stands for; without prefix the default namespace, "" if none; null if undeclared. */
    String uri(byte[] bytes, int from, int to) {
        for (int i = size - 1; i >= 0; i--) {
            if (declarations[i].binds(bytes, from, to)) {
                return declarations[i].uri;
            }
        }
        if (from == to) {
            return "";
        }
        return Arrays.equals(XML_PREFIX, 0, 3, bytes, from, to) ? XML : null;
    }

    /** The declarations among the first so many that none after them overrides, as they stand in a start tag. */
    byte[] inherited(int mark) {
        List<String> written = new ArrayList<>();
        for (int i = mark - 1; i >= 0; i--) {
            byte[] prefix = declarations[i].prefix;
            if (!overridden(prefix, i + 1) && !(prefix.length == 0 && declarations[i].uri.isEmpty())) {
                String name = prefix.length == 0 ? " xmlns" : " xmlns:" + XmlText.string(prefix, 0, prefix.length);
                written.add(name + "=\"" + XmlText.escaped(declarations[i].uri) + "\"");
            }
        }
        return String.join("", written).getBytes(StandardCharsets.UTF_8);
    }

    private boolean overridden(byte[] prefix, int from) {
        for (int i = from; i < size; i++) {
            if (declarations[i].binds(prefix, 0, prefix.length)) {
                return true;
            }
        }
        return false;
    }
}
