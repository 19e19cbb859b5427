/** Ways to log in that more than one source has. */
package org.bokbuss.login;
