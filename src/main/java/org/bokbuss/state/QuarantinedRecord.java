package org.bokbuss.state;

import java.time.Instant;

/**
 * A record in quarantine.
 *
 * @param id its number for the commands; 0 before it is stored
 * @param subject the record's lasting id, null where it could not be read
 * @param cause why it was quarantined, one sentence
 * @param page the request that brought it
 * @param place its first byte in that page
 * @param bytes the record as it came
 */
public record QuarantinedRecord(
        long id,
        String pipeline,
        Instant at,
        String subject,
        String cause,
        String page,
        long place,
        String mediaType,
        byte[] bytes) {}
