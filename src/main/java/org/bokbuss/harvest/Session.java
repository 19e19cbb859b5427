package org.bokbuss.harvest;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.split.Piece;
import org.bokbuss.split.Splitter;

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

    /** What {@code check} asks; every answer is split and read. */
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
     * Finds the pieces of an answer: its records, and what else is needed to {@link #read} it.
     *
     * @throws SourceFailure if its first bytes show that it is something else
     */
    Splitter<Piece> split(Response answer) throws SourceFailure;

    /**
     * What an answer means, of which all pieces have been found: how many are there, what stands around them, what ends
     * the list.
     *
     * @param cursor what {@link #next} was given; null for the answer to any other request
     * @throws SourceFailure if it is an error, or not what was asked for: named, with what to do
     */
    Page read(Window window, String cursor, Pieces pieces) throws SourceFailure;

    /**
     * The record of a sound piece, which may also have been kept in quarantine; null for a piece that is none.
     *
     * @throws UnreadableRecord if it has to be quarantined
     * @throws IOException if it cannot be told now
     */
    LibraryRecord record(Piece piece) throws UnreadableRecord, IOException;

    /** The format of pieces: what a record is that cannot be read. */
    String mediaType();

    /** The id of a piece that cannot be read, where it can be made out all the same; else null. */
    default String subject(Piece unreadable) {
        return null;
    }

    /** The records of a page; where a source has them in another order than they come, or not a record a piece. */
    default Records records(Window window, Pieces pieces) throws IOException {
        return Records.of(pieces, this);
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
