package org.bokbuss.split;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.xml.namespace.QName;

/** What stands around the records: the elements that are open, and which names are records there. */
final class OpenElements {
    private final XmlScanner markup;
    private final Namespaces namespaces;
    private final String namespace;
    private final Set<String> names;
    private final List<byte[]> open = new ArrayList<>();

    OpenElements(XmlScanner markup, Namespaces namespaces, String namespace, Set<String> names) {
        this.markup = markup;
        this.namespaces = namespaces;
        this.namespace = namespace;
        this.names = names;
    }

    int depth() {
        return open.size();
    }

    /** The name of the innermost open element, or null outside of the document element. */
    byte[] innermost() {
        return open.isEmpty() ? null : open.get(open.size() - 1);
    }

    /** The local name of the record whose start tag stands here, or null if what starts here is no record. */
    String recordAt(int at) throws Malformed {
        QName name = nameAt(at);
        return namespace.equals(name.getNamespaceURI()) && names.contains(name.getLocalPart())
                ? name.getLocalPart()
                : null;
    }

    /** The same, for a start tag that is malformed after its name. */
    String recordNamedAt(int at) {
        byte[] bytes = markup.bytes();
        int colon = at;
        int stop = at + 1;
        while (bytes[stop] > ' ' && "<>/=\"'".indexOf(bytes[stop]) < 0) {
            colon = bytes[stop] == ':' ? stop : colon;
            stop++;
        }
        String name = XmlText.string(bytes, colon + 1, stop);
        String uri = namespaces.uri(bytes, at + 1, Math.max(colon, at + 1));
        return names.contains(name) && (uri == null || uri.equals(namespace)) ? name : null;
    }

    /** The name of the element whose start tag stands here. */
    QName nameAt(int at) throws Malformed {
        int mark = namespaces.size();
        try {
            markup.startTag(at);
            namespaces.enter(markup, depth());
            return new QName(namespaces.uriOf(markup), localName());
        } finally {
            namespaces.forgetFrom(mark);
        }
    }

    private String localName() {
        return XmlText.string(markup.bytes(), Math.max(markup.nameStart, markup.nameColon + 1), markup.nameEnd);
    }

    /** Opens the element whose start tag stands here. */
    int enter(int at) throws Malformed {
        if (depth() >= WellFormedCheck.DEEPEST) {
            throw markup.at(at, "elements nested deeper than " + WellFormedCheck.DEEPEST);
        }
        int stop = markup.startTag(at);
        namespaces.enter(markup, depth());
        if (markup.empty) {
            namespaces.leave(depth());
        } else {
            open.add(Arrays.copyOfRange(markup.bytes(), markup.nameStart, markup.nameEnd));
        }
        return stop;
    }

    /** Closes the innermost element, whose end tag stands here. */
    int leave(int at) throws Malformed {
        int stop = endOfInnermost(at);
        open.remove(open.size() - 1);
        namespaces.leave(depth());
        return stop;
    }

    /** The index after the innermost element's end tag, which stands here. */
    int endOfInnermost(int at) throws Malformed {
        byte[] name = innermost();
        if (name == null) {
            throw markup.at(at, "an end tag outside of the document element");
        }
        return markup.endTag(at, name, 0, name.length);
    }
}
