package org.bokbuss.fetch;

import java.net.URI;
import java.util.Map;

/** Shows a source who is asking. One for all requests; safe for threads. */
public interface Login {
    /**
     * The headers that show it.
     *
     * @param asked where they will be sent: nothing is shown to a host that the login is not for
     * @throws Failure if the login itself fails
     */
    Map<String, String> headers(URI asked) throws Failure;

    /** What was shown last is not accepted any more (status 401): logs in anew at the next request. */
    void renew();
}
