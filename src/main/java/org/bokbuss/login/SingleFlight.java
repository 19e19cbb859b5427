package org.bokbuss.login;

import java.time.Instant;
import org.bokbuss.fetch.SourceFailure;

/**
 * What many want and one asks for: who waited while another asked in vain hears of the same failure and does not ask once
 * more. To be used under the lock that makes them wait.
 */
public final class SingleFlight {
    private SourceFailure failed;
    private Instant failedAt = Instant.MIN;

    /** What is asked for. */
    @FunctionalInterface
    public interface Asking<T> {
        T ask() throws SourceFailure;
    }

    /** @param wanted when the caller began to wait */
    public <T> T shared(Instant wanted, Asking<T> asking) throws SourceFailure {
        if (failedAt.isAfter(wanted)) {
            throw failed;
        }
        try {
            return asking.ask();
        } catch (SourceFailure failure) {
            failed = failure;
            failedAt = Instant.now();
            throw failure;
        }
    }
}
