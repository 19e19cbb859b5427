package org.bokbuss;

import java.util.Collection;
import java.util.stream.Collectors;

/** Something the user has to mend before work can go on; the message is one sentence for them: what, where, what to do. */
public final class Mistake extends RuntimeException {
    public Mistake(String message) {
        this(message, null);
    }

    public Mistake(String message, Throwable cause) {
        super(line(message), cause);
    }

    /** Several, a line each. */
    public Mistake(Collection<String> messages) {
        super(messages.stream().map(Mistake::line).collect(Collectors.joining(System.lineSeparator())));
    }

    private static String line(String message) {
        return Visible.line(Secrets.mask(message));
    }
}
