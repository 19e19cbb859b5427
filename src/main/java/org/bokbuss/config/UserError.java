package org.bokbuss.config;

import java.util.Collection;
import java.util.stream.Collectors;

/** Something the user has to correct before work can go on; the message is one sentence for them: what, where, what to do. */
public final class UserError extends RuntimeException {
    public UserError(String message) {
        this(message, null);
    }

    public UserError(String message, Throwable cause) {
        super(line(message), cause);
    }

    /** Several, a line each. */
    public UserError(Collection<String> messages) {
        super(messages.stream().map(UserError::line).collect(Collectors.joining(System.lineSeparator())));
    }

    private static String line(String message) {
        return PrintableText.line(Secrets.mask(message));
    }
}
