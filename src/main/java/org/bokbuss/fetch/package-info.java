/** One HTTP exchange made safe: spooled, counted, retried politely, failing with a name. */
package org.bokbuss.fetch;
