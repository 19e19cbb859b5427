package org.bokbuss.sandbox.wire;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Parameters as HTML forms and query strings write them. */
public final class Form {
    private Form() {}

    static List<Request.Parameter> decode(String text) {
        var parameters = new ArrayList<Request.Parameter>();
        for (var pair : text.strip().split("&")) {
            if (!pair.isEmpty()) {
                var equals = pair.indexOf('=');
                var name = equals < 0 ? pair : pair.substring(0, equals);
                var value = equals < 0 ? "" : pair.substring(equals + 1);
                parameters.add(new Request.Parameter(plain(name), plain(value)));
            }
        }
        return parameters;
    }

    public static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String plain(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return text;
        }
    }
}
