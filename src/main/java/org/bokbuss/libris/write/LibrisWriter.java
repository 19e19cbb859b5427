package org.bokbuss.libris.write;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;
import org.bokbuss.deliver.Fence;
import org.bokbuss.deliver.RecordRejected;
import org.bokbuss.harvest.Pipelines;
import org.bokbuss.libris.holdings.Holding;
import org.bokbuss.state.AuditLog;
import org.bokbuss.state.PendingDeletion;
import org.bokbuss.state.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a pipeline writes into Libris. Safe for threads: one write at a time on a bib.
 */
public final class LibrisWriter {
    private static final Logger LOG = LoggerFactory.getLogger(LibrisWriter.class);
    private static final int LOCKS = 256;

    private final LibrisConnection access;
    private final AuditLog writes;
    private final Deletions deletions;
    private final Terms terms;
    private final Object[] locks = Stream.generate(Object::new).limit(LOCKS).toArray();

    /**
     * What holds for all writes of a pipeline.
     *
     * @param sigel the library where a holding names none; null if it must
     * @param dry look and compare, write nothing
     */
    record Terms(String pipeline, String sigel, boolean dry) {}

    LibrisWriter(CamelContext context, State state, Terms terms) {
        Settings settings = Settings.of(context);
        this.access = LibrisConnection.of(context);
        this.writes = state.auditLog();
        this.terms = terms;
        this.deletions = new Deletions(
                writes,
                terms.pipeline(),
                settings.integer(Key.LIBRIS_WRITE_MAX_DELETES),
                settings.duration(Key.LIBRIS_WRITE_UNDO_DELAY));
        if (!terms.dry()) {
            access.requireLogin();
        }
    }

    /**
     * That of a pipeline, by the settings of its context.
     *
     * @param sigel empty for {@code libris.sigel}
     * @param dryRun write nothing, whatever the settings say
     * @throws org.bokbuss.deliver.SinkUnavailable if Libris cannot be asked what came of earlier writes
     */
    static LibrisWriter of(CamelContext context, String pipeline, String sigel, boolean dryRun) {
        Settings settings = Settings.of(context);
        boolean enabled = settings.isTrue(Key.LIBRIS_WRITE_ENABLED);
        if (!enabled && !dryRun) {
            LOG.warn("{}: nothing is written, what would change is told: libris.write.enabled is not true", pipeline);
        }
        LibrisWriter writer = new LibrisWriter(
                context,
                Pipelines.of(context).state(),
                new Terms(
                        pipeline,
                        sigel.isEmpty() ? settings.find(Key.LIBRIS_SIGEL).orElse(null) : sigel,
                        dryRun || !enabled));
        writer.settle();
        return writer;
    }

    LibrisConnection access() {
        return access;
    }

    AuditLog writes() {
        return writes;
    }

    Deletions deletions() {
        return deletions;
    }

    Terms terms() {
        return terms;
    }

    /** What two writes on one bib must both hold. */
    Object lock(String bib) {
        return locks[Math.floorMod(bib.hashCode(), LOCKS)];
    }

    /**
     * Writes one holding.
     *
     * @param fence asked right before anything is written
     * @throws RecordRejected if this holding cannot be written; others may be
     * @throws org.bokbuss.deliver.SinkUnavailable if nothing can be written for now
     * @throws UserError if a setting is wrong
     */
    WriteResult write(Holding wanted, Fence fence) throws RecordRejected {
        return write(find(wanted, fence));
    }

    /** The same of a holding whose bib is found. */
    WriteResult write(HoldingWrite found) throws RecordRejected {
        return access.pace().settle(found::attempt);
    }

    /** Looks which bib a holding is of, however that is named; nothing is written yet. */
    HoldingWrite find(Holding wanted, Fence fence) throws RecordRejected {
        String sigel = wanted.sigel() == null ? terms.sigel() : wanted.sigel();
        if (sigel == null) {
            throw new UserError("whose holding is it? Give the library's sigel with each holding, or set libris.sigel");
        }
        HoldingWrite write = new HoldingWrite(this, wanted, sigel, fence);
        access.pace().settle(write::bib);
        return write;
    }

    /** The same with a whole record. */
    WriteResult write(WholeRecord wanted, Fence fence) throws RecordRejected {
        if (terms.sigel() == null) {
            throw new UserError("for which library is the record written? Set sigel, or libris.sigel");
        }
        return access.pace().settle(new RecordWrite(this, wanted, terms.sigel(), fence)::attempt);
    }

    /**
     * Looks what came of writes that were under way when a process was killed or a run gave up. None may be now.
     *
     * @throws org.bokbuss.deliver.SinkUnavailable if Libris cannot be asked for now
     */
    void settle() {
        if (!terms.dry()) {
            new UnsettledWrites(this).settle();
        }
    }

    /** What came of a deletion that had waited. */
    record Due(PendingDeletion deletion, WriteResult done, String refusal) {}

    /** Makes the deletions that have waited long enough, unless the holding has been changed since. */
    List<Due> makeDue(Fence fence) {
        List<Due> settled = new ArrayList<>();
        if (terms.dry()) {
            return settled;
        }
        for (PendingDeletion deletion : deletions.waiting()) {
            if (deletion.due().isAfter(Instant.now())) {
                break;
            }
            try {
                HoldingDelete removal =
                        new HoldingDelete(new AuditedWrite(this, deletion.sigel(), fence), deletion.bib());
                WriteResult done = access.pace().settle(() -> removal.ofVersion(deletion.record(), deletion.etag()));
                settled.add(new Due(deletion, done, null));
            } catch (RecordRejected refused) {
                settled.add(new Due(deletion, null, refused.getMessage()));
            }
            deletions.settled(deletion);
        }
        return settled;
    }

    /** When the next of the deletions that wait is due; null if none does. */
    Instant nextDue() {
        return deletions.waiting().stream()
                .map(PendingDeletion::due)
                .findFirst()
                .orElse(null);
    }
}
