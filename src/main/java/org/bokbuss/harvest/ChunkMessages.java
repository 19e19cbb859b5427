package org.bokbuss.harvest;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultMessage;
import org.bokbuss.deliver.CloudEvent;
import org.bokbuss.state.Fingerprint;
import org.bokbuss.state.QuarantinedRecord;
import org.bokbuss.state.State;

/**
 * The messages of a chunk: what is new or changed, a record each. Repeats are skipped, bad records quarantined.
 *
 * <p>Reads ahead in small groups, so that repeats are looked up together; ends with the chunk, the page, or a stop.
 */
final class ChunkMessages implements Iterator<Message> {
    private static final int GROUP = 1000;
    private static final int GROUP_BYTES = 4 << 20;

    /**
     * What a run has decided about its messages.
     *
     * @param source the CloudEvents source
     * @param repeatsToo deliver also what was delivered before
     * @param ownWrites knows what this program wrote into the source; null where that is delivered like everything else
     * @param replay look again at what was quarantined before
     * @param dryRun count, deliver nothing
     * @param enough true when no more are wanted: the limit is reached, or the run is being stopped
     */
    record Terms(
            CamelContext context,
            State state,
            String pipeline,
            long pipelineNumber,
            String source,
            boolean repeatsToo,
            OwnWriteFilter ownWrites,
            boolean replay,
            boolean dryRun,
            BooleanSupplier enough) {

        /** A bad record that came before is not quarantined again each time. */
        boolean deliversRepeats(boolean faulty) {
            return replay || repeatsToo && !faulty;
        }
    }

    private final Terms terms;
    private final PageReader page;
    private final Chunk chunk;
    private final Deque<FingerprintedRecord> ready = new ArrayDeque<>();
    private boolean allRead;

    ChunkMessages(Terms terms, PageReader page, Chunk chunk) {
        this.terms = terms;
        this.page = page;
        this.chunk = chunk;
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty()) {
            if (allRead) {
                // Not before the last one read is on its way: a limit or a stop may come before that.
                chunk.markLastOfPage();
                return false;
            }
            if (chunk.refusal() != null
                    || chunk.isFull(page.place())
                    || terms.enough().getAsBoolean()) {
                return false;
            }
            read();
        }
        // What was refused may be refused to the others too: they wait until it has been tried again.
        return chunk.refusal() == null && !terms.enough().getAsBoolean();
    }

    @Override
    public Message next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no more messages in this chunk");
        }
        return message(ready.remove());
    }

    private void read() {
        List<FingerprintedRecord> group = new ArrayList<>(GROUP);
        try {
            for (int bytes = 0; group.size() < GROUP && bytes < GROUP_BYTES; ) {
                FingerprintedRecord fingerprinted = page.next();
                if (fingerprinted == null) {
                    allRead = true;
                    break;
                }
                bytes += fingerprinted.record().raw().length;
                if (!chunk.isDone(fingerprinted.place())) {
                    group.add(fingerprinted);
                }
            }
            sort(group);
        } catch (IOException | RuntimeException broken) {
            chunk.refuse(broken);
        }
    }

    private void sort(List<FingerprintedRecord> group) {
        Map<Long, Long> known = terms.state()
                .fingerprints()
                .of(
                        terms.pipelineNumber(),
                        group.stream().map(each -> each.mark().record()).toList());
        group.forEach(fingerprinted -> sort(fingerprinted, known));
    }

    private void sort(FingerprintedRecord fingerprinted, Map<Long, Long> known) {
        Fingerprint mark = fingerprinted.mark();
        String fault = fingerprinted.record().fault();
        boolean unchanged = Long.valueOf(mark.content()).equals(known.get(mark.record()));
        if (unchanged && !terms.deliversRepeats(fault != null)) {
            chunk.repeat(fingerprinted.place());
        } else if (fault != null) {
            setAside(fingerprinted, fault);
        } else if (chunk.whyGivenUp(fingerprinted.place()) != null) {
            setAside(fingerprinted, chunk.whyGivenUp(fingerprinted.place()));
        } else if (terms.ownWrites() != null && terms.ownWrites().is(fingerprinted.record())) {
            chunk.repeat(fingerprinted.place());
        } else if (terms.dryRun()) {
            chunk.handedOver();
            chunk.landed(fingerprinted, null, false);
        } else {
            ready.add(fingerprinted);
            // Within a group the source may repeat itself too.
            known.put(mark.record(), mark.content());
        }
    }

    private void setAside(FingerprintedRecord fingerprinted, String cause) {
        LibraryRecord record = fingerprinted.record();
        chunk.setAside(
                fingerprinted,
                new QuarantinedRecord(
                        0,
                        terms.pipeline(),
                        null,
                        record.subject(),
                        cause,
                        page.request(),
                        record.place(),
                        page.mediaType(),
                        record.raw()));
    }

    private Message message(FingerprintedRecord fingerprinted) {
        LibraryRecord record = fingerprinted.record();
        Message message = new RecordMessage(terms.context(), fingerprinted);
        CloudEvent.describe(
                message,
                fingerprinted.eventId(),
                terms.source(),
                record.deleted(),
                record.subject(),
                record.time(),
                record.mediaType());
        message.setHeader("BokbussPipeline", terms.pipeline());
        record.about().forEach((name, value) -> CloudEvent.setExtension(message, name, value));
        message.setBody(record.body());
        return message;
    }

    /** The record a message was made for. */
    static FingerprintedRecord fingerprinted(Message message) {
        return ((RecordMessage) message).fingerprinted;
    }

    private static final class RecordMessage extends DefaultMessage {
        private final FingerprintedRecord fingerprinted;

        RecordMessage(CamelContext context, FingerprintedRecord fingerprinted) {
            super(context);
            this.fingerprinted = fingerprinted;
        }
    }
}
