/** A web API that takes records. */
package org.bokbuss.sandbox.receiver;
