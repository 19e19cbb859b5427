/** What every API has in common: requests, answers, how they travel over HTTP, and what goes wrong on the way. */
package org.bokbuss.sandbox.wire;
