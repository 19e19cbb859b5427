package org.bokbuss.state;

/** What recognises a record that comes again: 64 bits of the hash of its id, and of its content. */
public record Fingerprint(long record, long content) {}
