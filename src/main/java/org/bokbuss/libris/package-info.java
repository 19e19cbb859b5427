/** The protocols of Libris: what to ask, what an answer means, what ends it. */
package org.bokbuss.libris;
