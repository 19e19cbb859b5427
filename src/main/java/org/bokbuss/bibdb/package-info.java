/** Biblioteksdatabasen, the directory of libraries: as a source, and one library by its sigel. */
package org.bokbuss.bibdb;
