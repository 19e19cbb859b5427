package org.bokbuss.split;

/**
 * An element found in a page.
 *
 * @param name its local name
 * @param bytes if sound, the element as UTF-8 that can stand alone: the namespace declarations in force around it are
 *     added to its start tag, all of them, since a value such as that of xsi:type may use one too. If at fault, its
 *     bytes as they stood in the page, or the first of them if it is larger than the limit. (As they stood after
 *     conversion to UTF-8, for a page in another encoding; what meant nothing there is U+FFFF.)
 * @param offset where it starts in the page, in bytes; in a page of another encoding, in bytes after conversion
 * @param fault a sentence naming what is wrong and at which byte of the page, or null if sound
 */
public record XmlRecord(String name, byte[] bytes, long offset, String fault) {
    /** Whether the bytes are a well-formed element. */
    public boolean sound() {
        return fault == null;
    }

    /**
     * The element, for a look at its parts.
     *
     * @throws IllegalStateException if the record is at fault
     */
    public XmlElement element() {
        if (!sound()) {
            throw new IllegalStateException("not a sound record: " + fault);
        }
        return XmlElement.sound(bytes);
    }
}
