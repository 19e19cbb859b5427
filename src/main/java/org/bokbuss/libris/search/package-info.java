/** The searches of Libris: find, XSearch, SRU. */
package org.bokbuss.libris.search;
