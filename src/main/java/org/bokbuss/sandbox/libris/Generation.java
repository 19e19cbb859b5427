package org.bokbuss.sandbox.libris;

/** How Libris answers long lists. */
public enum Generation {
    /** Pages with resumption tokens, in the order of change (Libris XL, paged releases since June 2026). */
    PAGES,
    /** Everything in one answer, in no order (Libris XL up to 1.44). */
    STREAM
}
