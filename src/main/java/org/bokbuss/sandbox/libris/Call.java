package org.bokbuss.sandbox.libris;

import org.bokbuss.sandbox.wire.Fault;

/**
 * A kind of request around the writing of records. To faults each kind is a harvest of its own: its first request is
 * page 91001, or 92001 …, its second one more; and the round number stands for every one of them. {@code dropped@92002}
 * strikes the second PUT, {@code 503@95000*} every asking for a token.
 */
public enum Call {
    POST(1),
    PUT(2),
    DELETE(3),
    FIND_HOLDING(4),
    TOKEN(5),
    VERIFY(6);

    private final int place;

    Call(int place) {
        this.place = place;
    }

    /** The page that stands for every request of the kind. */
    public int everyPage() {
        return Fault.SINGLE_CALLS + place * Fault.CALLS_OF_A_KIND;
    }

    /** The page that is the nth request of the kind, 1 being the first. */
    public int page(int nth) {
        return everyPage() + Math.min(nth, Fault.CALLS_OF_A_KIND - 1);
    }
}
