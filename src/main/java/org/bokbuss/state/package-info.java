/** What survives a restart: position, window ledger, seen records, quarantine, lease. */
package org.bokbuss.state;
