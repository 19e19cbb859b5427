package org.bokbuss.libris;

import java.net.URI;
import java.net.URISyntaxException;
import org.bokbuss.Key;
import org.bokbuss.Mistake;
import org.bokbuss.Settings;

/** Where the APIs of Libris lie. */
final class LibrisAddress {
    private LibrisAddress() {}

    /**
     * The address of an API at the host that is configured.
     *
     * @param path below the host, beginning with a slash
     * @throws Mistake if what is configured is no web address
     */
    static URI of(Settings settings, String path) {
        String address = settings.text(Key.LIBRIS_BASE_URL).replaceAll("/+$", "");
        try {
            URI whole = new URI(address + path);
            if (whole.getHost() == null || !whole.getScheme().matches("https?")) {
                throw notAnAddress(address, null);
            }
            return whole;
        } catch (URISyntaxException e) {
            throw notAnAddress(address, e);
        }
    }

    private static Mistake notAnAddress(String address, Exception cause) {
        return new Mistake(Key.LIBRIS_BASE_URL.text() + "=" + address + " is not an address; write https://…", cause);
    }
}
