package org.bokbuss.libris.emm;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.bokbuss.config.UserError;

/** Which changes are wanted, of all that happen in Libris: the feed itself cannot be asked for some of them. */
final class ActivityFilter implements Predicate<Activity> {
    private static final String ITEM = "Item";

    /** Classes that activities name where cataloguers say Instance. */
    private static final List<String> INSTANCES =
            List.of("PhysicalResource", "DigitalResource", "Print", "Manuscript", "Electronic");

    private final Set<String> sigels;
    private final Set<String> types;

    /**
     * @param heldBy sigels, separated by commas or spaces; empty for all libraries
     * @param types classes with or without {@code kbv:}, separated likewise; empty for all
     */
    ActivityFilter(String heldBy, String types) {
        this.sigels = words(heldBy);
        this.types = new LinkedHashSet<>();
        for (String type : words(types)) {
            this.types.add(Activity.plain(type));
        }
        if (!sigels.isEmpty() && !this.types.isEmpty() && !this.types.contains(ITEM)) {
            throw new UserError("heldBy=" + heldBy + " with types=" + types
                    + ": only holdings say who holds them, so nothing would ever come;"
                    + " leave types empty or put Item into it");
        }
        if (this.types.contains("Instance")) {
            this.types.addAll(INSTANCES);
        }
    }

    private static Set<String> words(String text) {
        Set<String> words = new LinkedHashSet<>(List.of(text.strip().split("[,\\s]+")));
        words.remove("");
        return words;
    }

    @Override
    public boolean test(Activity activity) {
        return (types.isEmpty() || types.contains(activity.objectType()))
                && (sigels.isEmpty() || sigels.contains(sigel(activity.heldBy())));
    }

    /** The sigel in a library's address, where it stands encoded. */
    private static String sigel(String library) {
        try {
            return URLDecoder.decode(library.substring(library.lastIndexOf('/') + 1), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return library;
        }
    }
}
