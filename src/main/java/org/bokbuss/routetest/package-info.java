/** Tests of routes, as their files say them: records in, messages out, and how the two differ. */
package org.bokbuss.routetest;
