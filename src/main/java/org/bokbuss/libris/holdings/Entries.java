package org.bokbuss.libris.holdings;

import java.io.IOException;

/** The entries of a file in one of its formats. */
interface Entries {

    /** The next one; null at the end. */
    HoldingsFile.Entry next() throws IOException;
}
