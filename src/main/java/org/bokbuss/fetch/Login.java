package org.bokbuss.fetch;

import java.net.URI;
import java.util.Map;

/** Shows a source who is asking. One for all requests; safe for threads. */
public interface Login {
    /**
     * The headers that show it.
     *
     * @throws SourceFailure if the login itself fails
     */
    Map<String, String> headers() throws SourceFailure;

    /** The one site it is for: {@link FetchRoutes} shows it to no other. */
    URI site();

    /**
     * What was shown is not accepted any more (status 401): logs in anew at the next request, unless another request has
     * done so already.
     */
    void renew(Map<String, String> shown);
}
