/** Libris over OAI-PMH, both generations. */
package org.bokbuss.libris.oaipmh;
