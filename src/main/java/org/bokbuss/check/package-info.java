/** Mistakes in routes and settings, found before Camel starts and said in one sentence each. */
package org.bokbuss.check;
