/** What a library holds, written into Libris. */
package org.bokbuss.libris.write;
