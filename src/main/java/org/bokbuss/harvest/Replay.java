package org.bokbuss.harvest;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.state.QuarantinedRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Quarantined records on their way through the pipeline once more, one by one. */
final class Replay {
    private static final Logger LOG = LoggerFactory.getLogger(Replay.class);

    private final Deque<QuarantinedRecord> waiting;
    private QuarantinedRecord current;

    Replay(Collection<QuarantinedRecord> records) {
        waiting = new ArrayDeque<>(records);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Takes the next record. @return false after the last */
    boolean next() {
        current = waiting.poll();
        return current != null;
    }

    /** The request that brings the record afresh; nothing where the source has no records one by one. */
    Optional<Request> afresh(Session session) {
        return Optional.ofNullable(current.subject()).flatMap(session::one);
    }

    /** The record out of the bytes that were kept. */
    PageReader kept(Path spool, PageReader.Reading reading) {
        try {
            QuarantinedRecord record = current;
            Request origin = Request.get(URI.create("quarantine:" + record.id()), null);
            Page page = new Page(Response.of(origin, record.mediaType(), record.bytes(), spool), null);
            return new PageReader(page, null, answer -> new KeptRecords(record, reading, answer));
        } catch (IOException e) {
            throw new RunInterrupted("quarantined record " + current.id() + " cannot be read: " + e.getMessage());
        }
    }

    /** What leaves quarantine with this chunk: the record, if it came through or was set aside anew with other bytes. */
    List<Long> settled(Chunk chunk) {
        if (current == null) {
            return List.of();
        }
        boolean anew = !chunk.setAside().isEmpty()
                && chunk.setAside().stream().noneMatch(each -> Arrays.equals(each.bytes(), current.bytes()));
        boolean delivered = chunk.delivered() > 0 && !chunk.barrier().isWithheld();
        return delivered || anew ? List.of(current.id()) : List.of();
    }

    void noLongerThere(String pipeline) {
        LOG.warn(
                "{}: the source no longer has {}; it stays in quarantine as {} until you drop it",
                pipeline,
                current.subject(),
                current.id());
    }
}
