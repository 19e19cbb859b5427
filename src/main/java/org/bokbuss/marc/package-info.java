/** MARC from one form into another, for those who take only that. */
package org.bokbuss.marc;
