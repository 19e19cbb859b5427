/** The step that looks one thing up; each source says where. */
package org.bokbuss.lookup;
