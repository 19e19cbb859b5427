/** Boknett: the titles, the login and the inventory feed. */
package org.bokbuss.sandbox.boknett;
