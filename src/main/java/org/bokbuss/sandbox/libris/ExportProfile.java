package org.bokbuss.sandbox.libris;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.sandbox.wire.Request;

/** What a library wants in its export, as the server reads it from the body of a request. */
record ExportProfile(Properties properties) {
    private static final Pattern CHARSET = Pattern.compile("charset=\"?([\\w.:-]+)", Pattern.CASE_INSENSITIVE);

    /**
     * Reads the body, as ISO-8859-1 unless its media type says otherwise.
     *
     * @throws IllegalArgumentException if it is not in the form of properties, or in an unknown charset
     */
    static ExportProfile of(Request request) {
        var named = CHARSET.matcher(request.headers().getOrDefault("content-type", ""));
        var charset = named.find() ? Charset.forName(named.group(1)) : StandardCharsets.ISO_8859_1;
        var properties = new Properties();
        try {
            properties.load(new StringReader(new String(request.body(), charset)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ExportProfile(properties);
    }

    private String get(String name, String otherwise) {
        return properties.getProperty(name, otherwise);
    }

    private boolean isOn(String name, String otherwise) {
        return get(name, otherwise).equalsIgnoreCase("ON");
    }

    boolean isActive() {
        return isOn("status", "ON");
    }

    /** Separated by spaces alone; a comma is part of a sigel. */
    private List<String> locations() {
        return List.of(get("locations", "").split(" "));
    }

    boolean wantsAll() {
        return locations().contains("*");
    }

    boolean wants(Entry holding) {
        return locations().contains(holding.sigel());
    }

    /** Whether such a change is a reason to send a bib. */
    boolean watches(Entry changed) {
        var event = changed.deleted() ? "delete" : changed.created().equals(changed.modified()) ? "create" : "update";
        // Works follow the switches of bibs.
        var collection = changed.kind() == Kind.WORK ? "bib" : changed.kind().collection();
        var operators = get(collection + "operators", "").strip();
        return isOn(collection + event, "ON")
                && (operators.isEmpty()
                        || List.of(operators.split(" "))
                                .contains(Holdings.sigel(changed.agent()).orElse(changed.sigel())));
    }

    boolean isMarcXml() {
        return get("format", "ISO2709").equalsIgnoreCase("MARCXML");
    }

    Charset charset() {
        return Charset.forName(Map.of("Latin1Strip", "ISO-8859-1").getOrDefault(encoding(), encoding()));
    }

    private String encoding() {
        return get("characterencoding", "UTF-8");
    }

    /** Any other text than these two, {@code interlaced} too, stands for no holdings at all. */
    String holdType() {
        return get("holdtype", "interleaved").toLowerCase(java.util.Locale.ROOT);
    }

    String f003() {
        return get("f003", "SE-LIBR");
    }

    String deleted(Optional<String> parameter) {
        return parameter.orElse(isOn("exportdeleted", "OFF") ? "export" : "ignore");
    }

    boolean virtualDelete(Optional<String> parameter) {
        return parameter.map(Boolean::parseBoolean).orElseGet(() -> isOn("virtualdelete", "OFF"));
    }
}
