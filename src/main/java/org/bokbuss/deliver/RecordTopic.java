package org.bokbuss.deliver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.record.DefaultRecordBatch;
import org.apache.kafka.common.record.SimpleRecord;

/**
 * The sink behind {@code record-kafka-sink}: a record becomes a Kafka record, in the CloudEvents binding's binary mode.
 *
 * <p>Records are passed on without waiting; each counts as delivered when the brokers have acknowledged it. With a
 * transaction, a chunk's records are sent together at the barrier and appear together or not at all.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">Kafka
 *     Protocol Binding</a>
 */
public final class RecordTopic extends Sink implements Reachable {
    private String endpoint;
    private String transactionalId = "";
    private boolean tombstones;

    private Topic topic;
    private int limit;
    private Producer<String, byte[]> producer;
    private volatile boolean failed;
    private final Set<Fence> runs = Collections.newSetFromMap(new WeakHashMap<>());

    /** The Camel endpoint that sends: a {@code kafka:} address with its options. */
    public void setEndpoint(String endpoint) {
        this.endpoint = endpoint;
    }

    public String getEndpoint() {
        return endpoint;
    }

    /** Whether a deletion is a record without value, which lets a compacted topic forget its subject. */
    public void setTombstones(boolean tombstones) {
        this.tombstones = tombstones;
    }

    /** Names the transactions; empty for none. */
    public void setTransactionalId(String transactionalId) {
        this.transactionalId = transactionalId == null ? "" : transactionalId.strip();
    }

    @Override
    public String kamelet() {
        return "record-kafka-sink";
    }

    @Override
    public String goal() {
        return endpoint.replaceFirst("^kafka:(.*)\\?.*", "$1");
    }

    /** With the login, by TLS where that is set. */
    @Override
    public String check() {
        Topic wanted = new Topic(getCamelContext().getEndpoint(endpoint, KafkaEndpoint.class));
        return "topic " + wanted.name() + " is there and takes records of " + wanted.limit() + " bytes";
    }

    /** Passes a record on; waits for the brokers only where nobody else would. */
    public void write(Exchange exchange) throws Exception {
        CloudEvent event = CloudEvent.of(exchange.getMessage(), "record-kafka-sink");
        Barrier barrier = exchange.getProperty(Barrier.PROPERTY, Barrier.class);
        PendingDelivery pending = exchange.getProperty(PendingDelivery.PROPERTY, PendingDelivery.class);
        if (pending != null && pending.isTaken(this, event)) {
            return;
        }
        Producer<String, byte[]> open = open(barrier);
        ProducerRecord<String, byte[]> record = judged(record(event));
        if (!transactionalId.isEmpty()) {
            transaction(record, barrier);
            if (pending != null) {
                pending.taken(this, event);
            }
        } else if (pending != null) {
            send(open, record, event, pending);
        } else {
            await(open, record);
        }
    }

    private void transaction(ProducerRecord<String, byte[]> record, Barrier barrier) throws IOException {
        if (barrier != null) {
            barrier.handover(this, Transaction.class, Transaction::new).records.add(record);
            return;
        }
        Transaction alone = new Transaction();
        alone.records.add(record);
        alone.settle();
    }

    private void send(
            Producer<String, byte[]> open,
            ProducerRecord<String, byte[]> record,
            CloudEvent event,
            PendingDelivery pending) {
        pending.hold();
        try {
            open.send(record, (place, cause) -> {
                if (cause == null) {
                    pending.taken(this, event);
                }
                pending.release(cause == null ? null : refusal(cause));
            });
        } catch (RuntimeException closed) {
            pending.release(refusal(closed));
        }
    }

    private void await(Producer<String, byte[]> open, ProducerRecord<String, byte[]> record) throws Exception {
        try {
            open.send(record).get();
        } catch (ExecutionException e) {
            throw refusal(e.getCause());
        } catch (RuntimeException closed) {
            throw refusal(closed);
        }
    }

    /** The topic is looked at once a run; what sends is made anew when it has failed, or the topic is set otherwise. */
    private synchronized Producer<String, byte[]> open(Barrier barrier) {
        boolean newRun = barrier != null && runs.add(barrier.fence());
        if (producer == null || failed || newRun) {
            open();
        }
        return producer;
    }

    private void open() {
        if (topic == null) {
            topic = new Topic(getCamelContext().getEndpoint(endpoint, KafkaEndpoint.class));
            endsWithTheContext();
        }
        int now = topic.limit();
        if (producer == null || failed || now != limit) {
            doStop();
            failed = false;
            limit = now;
            producer = topic.producer(limit, transactionalId);
        }
    }

    private void endsWithTheContext() {
        try {
            getCamelContext().addService(this);
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeException(e);
        }
    }

    /** Leaves at once: nobody waits for what is still on its way, which does not count as delivered. */
    @Override
    protected synchronized void doStop() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }

    private ProducerRecord<String, byte[]> record(CloudEvent event) {
        byte[] value = event.isDeletion() && tombstones ? null : event.data();
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic.name(), event.subject(), value);
        event.attributes().forEach((name, text) -> {
            boolean ofData = name.equals("datacontenttype");
            if (value != null || !ofData) {
                record.headers().add(ofData ? "content-type" : "ce_" + name, text.getBytes(StandardCharsets.UTF_8));
            }
        });
        return record;
    }

    /** Sent, a record too large would undo its whole transaction. */
    private ProducerRecord<String, byte[]> judged(ProducerRecord<String, byte[]> record) throws RecordRejected {
        byte[] key = record.key().getBytes(StandardCharsets.UTF_8);
        SimpleRecord alone =
                new SimpleRecord(0, key, record.value(), record.headers().toArray());
        int size = DefaultRecordBatch.sizeInBytes(List.of(alone));
        if (size > limit) {
            throw new RecordRejected("RecordTooLarge: it has " + size + " bytes, and topic " + topic.name() + " takes "
                    + limit + "; raise the topic's max.message.bytes");
        }
        return record;
    }

    /** Why it was not taken: an {@link IOException} where that lies with the brokers, not with the record. */
    private Exception refusal(Throwable cause) {
        if (cause instanceof RecordTooLargeException
                || cause instanceof SerializationException
                || cause instanceof InvalidRecordException) {
            return new RecordRejected(
                    "Kafka refuses it: " + cause.getClass().getSimpleName() + ": " + cause.getMessage(), cause);
        }
        failed = true;
        return new IOException("Kafka did not take it: " + cause.getMessage(), cause);
    }

    /** A chunk's records, sent at the barrier. */
    private final class Transaction implements StagedOutput {
        private final List<ProducerRecord<String, byte[]>> records = new ArrayList<>();

        @Override
        public void settle() throws IOException {
            synchronized (RecordTopic.this) {
                Producer<String, byte[]> open = open(null);
                try {
                    open.beginTransaction();
                    records.forEach(open::send);
                    open.commitTransaction();
                    records.clear();
                } catch (RuntimeException e) {
                    failed = true;
                    Throwable first = e.getCause() == null ? e : e.getCause();
                    throw new IOException("Kafka did not take it: " + first.getMessage(), e);
                }
            }
        }

        @Override
        public void discard() {
            records.clear();
        }
    }
}
