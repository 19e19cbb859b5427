/** Libris's feed of changes and its dumps (Entity Metadata Management). */
package org.bokbuss.libris.emm;
