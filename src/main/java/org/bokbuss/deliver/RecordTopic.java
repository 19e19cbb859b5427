package org.bokbuss.deliver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultExchange;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.bokbuss.Mistake;

/**
 * The sink behind {@code record-kafka-sink}: a record becomes a Kafka record, in the CloudEvents binding's binary mode.
 *
 * <p>Records are passed on without waiting; each counts as delivered when the broker has acknowledged it. With a
 * transaction, a portion's records are sent together at the barrier and appear together or not at all.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">Kafka
 *     Protocol Binding</a>
 */
public final class RecordTopic implements CamelContextAware {
    private static final String EXTENSION = "Bokbuss-";
    private static final byte[] NOTHING = {};

    /** By the name Camel gave it up to 4.18.2, and since: a wrong one goes nowhere, a missing one loses the order. */
    private static final List<String> KEY = List.of("kafka.KEY", "CamelKafkaKey");

    private CamelContext context;
    private String endpoint;
    private String transactionalId = "";
    private boolean tombstones;
    private AsyncProducer producer;
    private ProducerTemplate template;

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

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

    public boolean isTombstones() {
        return tombstones;
    }

    /** Names the transactions; empty for none. */
    public void setTransactionalId(String transactionalId) {
        this.transactionalId = transactionalId == null ? "" : transactionalId.strip();
    }

    public String getTransactionalId() {
        return transactionalId;
    }

    /** Passes a record on; waits for the broker only where nobody else would. */
    public void write(Exchange exchange) throws Exception {
        Exchange record = record(exchange.getMessage());
        Barrier barrier = exchange.getProperty(Barrier.PROPERTY, Barrier.class);
        if (barrier != null && !transactionalId.isEmpty()) {
            barrier.handover(this, Transaction.class, Transaction::new).records.add(record);
            return;
        }
        Underway underway = exchange.getProperty(Underway.PROPERTY, Underway.class);
        if (underway == null) {
            producer().process(record);
            throwRefusal(record);
            return;
        }
        underway.hold();
        producer().process(record, done -> underway.release(refusal(record)));
    }

    private synchronized AsyncProducer producer() throws Exception {
        if (producer == null) {
            String uri = transactionalId.isEmpty()
                    ? endpoint
                    : endpoint + "&transacted=true&transactionalId=" + transactionalId;
            AsyncProducer made = context.getEndpoint(uri).createAsyncProducer();
            context.addService(made, true, true);
            producer = made;
        }
        return producer;
    }

    private synchronized ProducerTemplate template() {
        if (template == null) {
            template = context.createProducerTemplate();
        }
        return template;
    }

    private Exchange record(Message message) {
        Exchange record = new DefaultExchange(context);
        Message out = record.getMessage();
        String subject = message.getHeader("CamelCloudEventSubject", String.class);
        if (subject == null) {
            throw new Mistake("record-kafka-sink: a message without CamelCloudEventSubject has no key;"
                    + " begin the route at a source of Bokbuss, or set that header");
        }
        KEY.forEach(name -> out.setHeader(name, subject));
        out.setHeader("ce_specversion", "1.0");
        attribute(message, out, "ce_id", "CamelCloudEventID");
        attribute(message, out, "ce_source", "CamelCloudEventSource");
        attribute(message, out, "ce_type", "CamelCloudEventType");
        attribute(message, out, "ce_subject", "CamelCloudEventSubject");
        attribute(message, out, "ce_time", "CamelCloudEventTime");
        attribute(message, out, "content-type", "CamelCloudEventDataContentType");
        for (Map.Entry<String, Object> header : message.getHeaders().entrySet()) {
            if (header.getKey().startsWith(EXTENSION)) {
                String name = header.getKey().substring(EXTENSION.length()).toLowerCase(Locale.ROOT);
                out.setHeader("ce_" + name, text(header.getValue()));
            }
        }
        boolean deleted = "bokbuss.record.deleted".equals(message.getHeader("CamelCloudEventType"));
        byte[] body = message.getBody(byte[].class);
        out.setBody(deleted && tombstones ? null : body == null ? NOTHING : body);
        return record;
    }

    private static void attribute(Message from, Message to, String name, String header) {
        Object value = from.getHeader(header);
        if (value != null) {
            to.setHeader(name, text(value));
        }
    }

    /** Bytes, so that no serializer has a say in what a header is. */
    private static byte[] text(Object value) {
        return String.valueOf(value).getBytes(StandardCharsets.UTF_8);
    }

    private static void throwRefusal(Exchange sent) throws Exception {
        if (refusal(sent) instanceof Exception refusal) {
            throw refusal;
        }
    }

    /** Why it was not taken: an {@link IOException} where that lies with the broker, not with the record. */
    private static Throwable refusal(Exchange sent) {
        for (Throwable cause = sent.getException(); cause != null; cause = cause.getCause()) {
            if (cause instanceof RecordTooLargeException || cause instanceof SerializationException) {
                return cause;
            }
        }
        Exception cause = sent.getException();
        return cause == null ? null : new IOException("Kafka did not take it: " + cause.getMessage(), cause);
    }

    /** A portion's records, sent at the barrier. */
    private final class Transaction implements Handover {
        private final List<Exchange> records = new ArrayList<>();

        @Override
        public void settle() throws IOException {
            Exchange all = new DefaultExchange(context);
            all.getMessage().setBody(List.copyOf(records));
            try {
                // Through a template, for it commits where the exchange ends.
                template().send(producer().getEndpoint(), all);
                throwRefusal(all);
            } catch (IOException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e);
            }
            records.clear();
        }

        @Override
        public void discard() {
            records.clear();
        }
    }
}
