package org.bokbuss.libris.search;

/**
 * Where in its hits a search goes on, and how many hits there were then. As a cursor: {@code 400/1234}.
 *
 * <p>Searches are paged by offset over an index that moves: when a hit drops out, all after it move up, and the next
 * offset would skip as many as have dropped out.
 *
 * @param offset how many hits lie before it
 * @param total how many there were when the page before was read; -1 before the first
 */
record SearchOffset(int offset, int total) {
    static final SearchOffset START = new SearchOffset(0, -1);

    /** @param cursor null for the start */
    static SearchOffset of(String cursor) {
        if (cursor == null) {
            return START;
        }
        String[] parts = cursor.split("/");
        return new SearchOffset(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }

    /**
     * Where to go on after this page.
     *
     * @param end the offset behind the page's last hit
     * @param now how many hits there are now; where they have become fewer, the page is read again from so far back
     * @return the cursor; null if that was the last page
     */
    String next(int end, int now) {
        int next = now < total ? Math.max(0, offset - (total - now)) : end;
        return next < now ? next + "/" + now : null;
    }
}
