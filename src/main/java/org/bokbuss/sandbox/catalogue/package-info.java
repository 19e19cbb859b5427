/** The records of Libris: what they say, how they change, and the forms they are written in. */
package org.bokbuss.sandbox.catalogue;
