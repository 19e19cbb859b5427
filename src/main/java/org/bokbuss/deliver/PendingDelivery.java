package org.bokbuss.deliver;

/**
 * A record that is on its way. A sink that does not wait for its server holds the record when it has passed it on, and
 * lets go when the server has answered: only then does the record count as delivered.
 *
 * <p>Travels as the exchange property {@link #PROPERTY} of each record.
 */
public interface PendingDelivery {
    /** The exchange property. */
    String PROPERTY = "bokbuss.underway";

    /** Keeps the record from counting as delivered. */
    void hold();

    /** It waits at a sink for others to go with. @param complete sends on what has gathered there, as little as it may be */
    void gathers(Runnable complete);

    /** It waits there no longer. */
    void leaves();

    /** Lets go of it. @param refusal why it could not be delivered; null if it was */
    void release(Throwable refusal);

    /** Whether the sink took this in an earlier try of the same portion, so that it is not to have it again. */
    boolean isTaken(Object sink, CloudEvent event);

    /** The sink has it, whatever becomes of the record elsewhere. */
    void taken(Object sink, CloudEvent event);

    /** Whether this is why it could not be delivered, of which the run tells. */
    boolean isRefusedBy(Throwable cause);
}
