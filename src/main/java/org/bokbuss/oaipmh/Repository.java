package org.bokbuss.oaipmh;

import java.net.URI;
import java.util.Map;
import org.bokbuss.fetch.Login;

/**
 * An OAI-PMH repository.
 *
 * @param name who answers, for messages
 * @param kamelet whose parameters make the requests, for messages
 * @param url its base URL
 * @param login null if it asks for none
 * @param granularity how fine its times are; null if its Identify is to be asked
 * @param arguments of its own, beside those of the protocol
 * @param known whether what it answers is known well enough to be taken at its word; else errors are read as kindly as the
 *     repositories in use need it
 */
public record Repository(
        String name,
        String kamelet,
        URI url,
        Login login,
        Granularity granularity,
        Map<String, String> arguments,
        boolean known) {}
