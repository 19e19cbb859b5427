/** The catalogue of Norway's National Library. */
package org.bokbuss.nb;
