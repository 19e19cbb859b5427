package org.bokbuss.harvest;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;

/**
 * A source as one run meets it: what to ask, what an answer means, what ends it. It may keep what it learns from answers.
 */
public interface Session {
    /** The feed's name: base address and what is asked of it (the CloudEvents {@code source}). */
    String source();

    /** The request that asks the source who it is, for {@code check}. */
    Request identify();

    /** Whether the answer to {@link #identify()} has to be known before anything else is asked. */
    default boolean identifiesFirst() {
        return false;
    }

    /** What {@code check} asks; every answer is read by {@link #read}. */
    default List<Request> checks() {
        return List.of(identify());
    }

    /** What a team should know of the source, said by {@code check} when it has answered; empty if there is nothing. */
    default String remark() {
        return "";
    }

    /** The request that begins a window. */
    Request first(Window window);

    /** The request that goes on at a cursor. */
    Request next(Window window, String cursor);

    /** The same for less, where the source says that a page is too large (413); nothing where pages have no size. */
    default Optional<Request> smaller(Request refused) {
        return Optional.empty();
    }

    /** The request for one record, where the source has one. */
    default Optional<Request> one(String subject) {
        return Optional.empty();
    }

    /**
     * Reads an answer, of which nothing is known yet: its records, bad ones among them, and what it says of the rest.
     *
     * @param cursor what {@link #next} was given; null for the answer to any other request
     * @throws SourceFailure if it shows at once that this is no answer, or an error: named, with what to do
     */
    Reading read(Window window, String cursor, Response answer) throws SourceFailure;

    /** The records to deliver of an answer that has been read, or of the bytes of one record, which quarantine kept. */
    Records records(Window window, Response answer) throws IOException;

    /** False where {@link #records} gives others than {@link #read}: then those are made when they are delivered. */
    default boolean deliversAsRead() {
        return true;
    }

    /** False where every run brings everything there is, whatever the window: a dump, a search without dates. */
    default boolean timed() {
        return true;
    }

    /** False where an answer may have lost records without a trace: then far fewer than usual raise an alarm. */
    default boolean provable() {
        return true;
    }
}
