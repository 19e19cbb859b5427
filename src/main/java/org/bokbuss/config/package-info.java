/** Settings and their keys, what is secret, and what is said to a person about a mistake. */
package org.bokbuss.config;
