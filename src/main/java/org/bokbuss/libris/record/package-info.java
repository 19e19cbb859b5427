/** One record of Libris by its id. */
package org.bokbuss.libris.record;
