package org.bokbuss.sandbox.wire;

/** One imitated API. */
public interface Upstream {
    /** Whether this path belongs to the API. */
    boolean serves(String path);

    /** Which page of a harvest is asked for, 1 being the first; 0 when the request is no part of one. */
    int page(Request request);

    /**
     * The answer; the faults that lie in the content are taken here, those of the wire elsewhere.
     *
     * @param faults what is to go wrong on this page
     */
    Answer answer(Request request, Faults.OnPage faults);
}
