/** The APIs of Libris, made from the catalogue or replayed from recordings. */
package org.bokbuss.sandbox.libris;
