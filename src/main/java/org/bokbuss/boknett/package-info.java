/** Boknett: Bokbasen's DDS, the e-books and audiobooks of Norway. */
package org.bokbuss.boknett;
