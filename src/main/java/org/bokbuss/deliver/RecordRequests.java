package org.bokbuss.deliver;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;
import org.bokbuss.login.ConfiguredLogin;

/**
 * The sink behind {@code record-http-sink}: records go to a web API, several a request where that takes them so.
 *
 * <p>Behind a source of Bokbuss several requests are under way at once, and a record counts as delivered when the receiver
 * has answered. In another route each message goes by itself, and waits.
 */
public final class RecordRequests extends Sink implements Reachable {
    private static final String NAME = "record-http-sink";

    /** Requests that wait for each that is under way: memory, for one. */
    private static final int WAITING = 1;

    private static final int MOST = 10_000;

    private String url = "";
    private String method = "POST";
    private int batch = 1;
    private RequestBody body = RequestBody.RECORD;
    private boolean skipsDeletions;
    private String deleteUrl = "";
    private Map<String, String> headers = Map.of();
    private String login = "";
    private String answers = "";

    private AddressTemplate address;
    private AddressTemplate removal;
    private Receiver receiver;
    private KeyedExecutor threads;

    /** Where records go; expressions in it are of the record. */
    public void setUrl(String url) {
        this.url = url.strip();
    }

    /** {@code POST}, {@code PUT} or {@code PATCH}. */
    public void setMethod(String method) {
        if (!List.of("POST", "PUT", "PATCH").contains(method)) {
            throw new UserError("method=" + method + " of " + NAME + ": write POST, PUT or PATCH");
        }
        this.method = method;
    }

    /** How many records go by one request at most. */
    public void setBatch(int batch) {
        if (batch < 1 || batch > MOST) {
            throw new UserError("batch=" + batch + " of " + NAME + ": write a number from 1 to " + MOST);
        }
        this.batch = batch;
    }

    /** What a request says of its records: see {@link RequestBody}. */
    public void setBody(String body) {
        this.body = RequestBody.named(body);
    }

    /** {@code send} or {@code skip}. */
    public void setDeletions(String deletions) {
        if (!List.of("send", "skip").contains(deletions)) {
            throw new UserError("deletions=" + deletions + " of " + NAME + ": write send or skip");
        }
        this.skipsDeletions = deletions.equals("skip");
    }

    /** Where a deletion goes, by a request DELETE of its own; empty where the body says it. */
    public void setDeleteUrl(String deleteUrl) {
        this.deleteUrl = deleteUrl.strip();
    }

    /** {@code Name: value}, several with commas between them. */
    public void setHeaders(String headers) {
        this.headers = RequestHeaders.of(headers);
    }

    /** The name of a login in the configuration: see {@link ConfiguredLogin}; empty for none. */
    public void setLogin(String login) {
        this.login = login.strip();
    }

    /** Where in an answer stands what became of each record; empty where an answer holds for all. */
    public void setAnswers(String answers) {
        this.answers = answers.strip();
    }

    @Override
    public String kamelet() {
        return NAME;
    }

    @Override
    public String goal() {
        return url;
    }

    /** Shows the login, and asks for nothing. */
    @Override
    public String check() {
        Receiver there = receiver();
        Receiver.Answer answer = there.look(address.common());
        if (answer.status() == 403) {
            throw new SinkUnavailable(NAME + ": " + answer.sentence());
        }
        return address.site() + " answers (status " + answer.status() + ")";
    }

    /** Passes a record on; waits for the receiver only where nobody else would. */
    public void write(Exchange exchange) throws Exception {
        CloudEvent event = CloudEvent.of(exchange.getMessage(), NAME);
        if (event.isDeletion() && skipsDeletions) {
            return;
        }
        Receiver to = receiver();
        Barrier barrier = exchange.getProperty(Barrier.PROPERTY, Barrier.class);
        PendingDelivery underway = exchange.getProperty(PendingDelivery.PROPERTY, PendingDelivery.class);
        if (barrier == null || underway == null) {
            CompletableFuture<Throwable> done = new CompletableFuture<>();
            new RequestBatch(to, List.of(item(exchange, event, done::complete)), Fence.NONE).send();
            if (done.get() instanceof Exception failed) {
                throw failed;
            }
            return;
        }
        if (underway.isTaken(this, event)) {
            return;
        }
        RequestItem item = item(exchange, event, refusal -> {
            if (refusal == null) {
                underway.taken(this, event);
            }
            underway.release(refusal);
        });
        barrier.handover(this, OpenRequests.class, () -> requests(to, barrier.fence()))
                .add(item, underway);
    }

    private OpenRequests requests(Receiver to, Fence fence) {
        return new OpenRequests(to, threads(), atOnce(), batch, fence);
    }

    private RequestItem item(Exchange exchange, CloudEvent event, Consumer<Throwable> done) throws RecordRejected {
        if (event.isDeletion() && removal != null) {
            return new RequestItem(event, removal.of(exchange), null, done);
        }
        if (event.isDeletion() && !body.tellsDeletions()) {
            throw new UserError(NAME + ": a record was deleted, which this body cannot say; set deleteUrl, or"
                    + " deletions=skip, or body=cloudevents");
        }
        return new RequestItem(event, address.of(exchange), body.part(event), done);
    }

    private synchronized Receiver receiver() {
        if (receiver == null) {
            address = new AddressTemplate(getCamelContext(), "url", url);
            removal = deleteUrl.isEmpty() ? null : new AddressTemplate(getCamelContext(), "deleteUrl", deleteUrl);
            requireSense();
            String path = answers.isEmpty() ? body.answers() : answers;
            receiver = new Receiver(
                    getCamelContext(),
                    new Receiver.Terms(
                            method,
                            body,
                            batch > 1,
                            address.isOfTheRecord(),
                            headers,
                            login.isEmpty() ? null : ConfiguredLogin.of(getCamelContext(), login, address.site()),
                            path.isEmpty() ? null : new ItemAnswers(getCamelContext(), path)));
        }
        return receiver;
    }

    private void requireSense() {
        URI site = address.site();
        if (batch > 1 && body == RequestBody.RECORD) {
            throw new UserError(
                    "batch=" + batch + " of " + NAME + ": body=record goes one a request; choose another body");
        }
        if (batch > 1 && address.isOfTheRecord()) {
            throw new UserError("batch=" + batch + " of " + NAME
                    + ": url has a part of each record's own, so they go one a request; leave batch out");
        }
        if (removal != null && !removal.site().equals(site)) {
            throw new UserError("deleteUrl of " + NAME + " names another host than url: what is shown to the one is not"
                    + " shown to the other");
        }
        boolean secret = !login.isEmpty() || headers.keySet().stream().anyMatch(RequestHeaders::isSecret);
        if (secret && !Settings.isPrivate(site)) {
            throw new UserError("url of " + NAME + " would send the login in clear: write https");
        }
    }

    private int atOnce() {
        return Settings.of(getCamelContext()).integer(Key.HTTP_MAX_PER_HOST);
    }

    private synchronized KeyedExecutor threads() {
        if (threads == null) {
            threads = new KeyedExecutor(getCamelContext(), atOnce(), WAITING);
            try {
                // Camel does not stop a kamelet's beans.
                getCamelContext().addService(this);
            } catch (Exception e) {
                throw RuntimeCamelException.wrapRuntimeException(e);
            }
        }
        return threads;
    }

    @Override
    protected synchronized void doStop() {
        if (threads != null) {
            threads.close();
            threads = null;
        }
    }
}
