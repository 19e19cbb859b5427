package org.bokbuss.cli;

import java.util.Set;
import org.apache.camel.component.kamelet.KameletEndpointUriFactory;

/**
 * Passes questions on as they are written. Camel puts what stands under {@code parameters:} into one address and takes
 * it apart again: a {@code &} in a question would end it there, without a word, and a {@code %25} would become a
 * {@code %}. Passwords are spared that, by RAW(…), and so are the parameters named here.
 */
final class RawQueryParameters extends KameletEndpointUriFactory {
    @Override
    public Set<String> secretPropertyNames() {
        return Set.of("query", "filter");
    }
}
