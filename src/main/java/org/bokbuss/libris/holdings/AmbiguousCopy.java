package org.bokbuss.libris.holdings;

import java.util.List;
import java.util.stream.Collectors;

/** The holding is of several copies, and which of them is meant is not said. */
public final class AmbiguousCopy extends IllegalArgumentException {
    private static final int LISTED = 20;

    /** @param numbers the copy numbers there are */
    AmbiguousCopy(int copies, List<String> numbers) {
        super("the holding has " + copies + " copies in Libris, and which of them is meant is not clear: "
                + (numbers.isEmpty()
                        ? "none of them has a copyNumber, give them one in Libris first"
                        : "write one of their copyNumbers, " + list(numbers)));
    }

    private static String list(List<String> numbers) {
        return numbers.stream().limit(LISTED).map(TextLimits::quoted).collect(Collectors.joining(", "))
                + (numbers.size() > LISTED ? " …" : "");
    }
}
