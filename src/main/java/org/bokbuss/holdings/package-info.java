/** What a library holds, written into Libris. */
package org.bokbuss.holdings;
