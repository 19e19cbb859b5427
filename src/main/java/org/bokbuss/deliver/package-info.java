/** Sinks, and the barrier at a page's end. */
package org.bokbuss.deliver;
