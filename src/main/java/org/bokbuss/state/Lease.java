package org.bokbuss.state;

/**
 * The right to harvest one pipeline.
 *
 * @param name what is leased: a pipeline, or a slice of its backfill
 * @param owner the process that holds it, see {@link LeaseOwner}
 * @param fence grows with each holder: whoever writes with an old number is refused
 */
public record Lease(String name, String owner, long fence) {}
