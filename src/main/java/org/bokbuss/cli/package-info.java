/** The commands. */
package org.bokbuss.cli;
