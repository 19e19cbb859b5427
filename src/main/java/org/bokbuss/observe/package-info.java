/** What an operator sees of a running process: health, metrics and a page, on one port, read only. */
package org.bokbuss.observe;
