/** A page into records: boundaries found in bytes, a bad record quarantined. */
package org.bokbuss.split;
