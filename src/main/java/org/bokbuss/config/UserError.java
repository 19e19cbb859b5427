package org.bokbuss.config;

import java.util.List;
import java.util.stream.Collectors;

/** Something the user has to correct before work can go on; the message is one sentence for them: what, where, what to do. */
public final class UserError extends RuntimeException {
    private final transient List<Finding> findings;

    public UserError(String message) {
        this(message, null);
    }

    public UserError(String message, Throwable cause) {
        super(line(message), cause);
        this.findings = List.of();
    }

    /** Several, a line each. */
    public UserError(List<Finding> findings) {
        this(findings, null);
    }

    /** Several, a line each, of which a library has complained. */
    public UserError(List<Finding> findings, Throwable cause) {
        super(
                findings.stream()
                        .map(finding -> line(finding.toString()))
                        .collect(Collectors.joining(System.lineSeparator())),
                cause);
        this.findings = List.copyOf(findings);
    }

    /** The places at fault; without file and line where none is known. */
    public List<Finding> findings() {
        return findings.isEmpty() ? List.of(Finding.error(null, 0, getMessage())) : findings;
    }

    private static String line(String message) {
        return PrintableText.line(Secrets.mask(message));
    }
}
