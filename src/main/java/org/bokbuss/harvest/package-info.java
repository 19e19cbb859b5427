/** The loop's parts: run, window, page and position; begin, records, confirm, finish. */
package org.bokbuss.harvest;
