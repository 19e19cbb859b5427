/** What a holding says: read from messages and files, put into the form Libris gives it, compared. Nothing is asked here. */
package org.bokbuss.libris.holdings;
