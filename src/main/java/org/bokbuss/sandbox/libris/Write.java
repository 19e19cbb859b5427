package org.bokbuss.sandbox.libris;

import java.time.Instant;

/**
 * A write that reached Libris, whether or not its answer reached anybody.
 *
 * @param method POST, PUT or DELETE
 * @param id the record's, without host; of a POST the new one; empty where there was none
 * @param time when
 * @param status what was answered
 */
public record Write(String method, String id, Instant time, int status) {}
