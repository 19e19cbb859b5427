/** A page into records: boundaries found in bytes, a bad record set aside. */
package org.bokbuss.split;
