/** Biblioteksdatabasen: the libraries and the API that lists them. */
package org.bokbuss.sandbox.bibdb;
