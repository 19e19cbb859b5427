/** Any OAI-PMH 2.0 repository. */
package org.bokbuss.oaipmh;
