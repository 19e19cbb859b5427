/** Libris's MARC export, by an export profile. */
package org.bokbuss.libris.export;
