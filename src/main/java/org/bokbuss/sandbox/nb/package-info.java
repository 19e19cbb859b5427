/** The catalogue of Norway's National Library, imitated. */
package org.bokbuss.sandbox.nb;
