/** Imitations of the upstream APIs over real HTTP, with faults to switch on. */
package org.bokbuss.sandbox;
