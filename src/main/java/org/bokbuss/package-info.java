/** Bokbuss carries records between library systems on Apache Camel. */
package org.bokbuss;
