package org.bokbuss.lookup;

import java.io.IOException;
import java.util.Locale;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.bokbuss.config.UserError;
import org.bokbuss.deliver.CloudEvent;
import org.bokbuss.fetch.HttpFetcher;
import org.bokbuss.fetch.SourceFailure;

/** A step that looks one thing up for the message that passes and puts it in the body. */
public abstract class LookupAction implements CamelContextAware {
    /** Exchange property: what to look for. */
    public static final String WANTED = "bokbuss.wanted";

    /** Header: {@code found}, {@code gone}, {@code unknown} or {@code ambiguous}. */
    public static final String FOUND = "BokbussFound";

    private static final byte[] NOTHING = {};
    private static final int LONGEST_SHOWN = 100;

    private CamelContext context;
    private boolean failIfMissing;
    private HttpFetcher lookup;

    /** Whether the source has it. */
    protected enum Presence {
        FOUND,
        /** It was there, and has been deleted. */
        GONE,
        UNKNOWN,
        AMBIGUOUS;

        /** As the message's header has it. */
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What was looked for.
     *
     * @param subject its lasting id; null for that of the message
     * @param etag null where the source gives none
     */
    protected record Thing(Presence state, String subject, String mediaType, String etag, byte... body) {
        public static final Thing GONE = new Thing(Presence.GONE, null, null, null, NOTHING);
        public static final Thing UNKNOWN = new Thing(Presence.UNKNOWN, null, null, null, NOTHING);

        /** More than one, and which is meant cannot be told: the body lists them. */
        public static Thing ambiguous(String mediaType, byte... body) {
            return new Thing(Presence.AMBIGUOUS, null, mediaType, null, body);
        }

        public static Thing found(String subject, String mediaType, String etag, byte... body) {
            return new Thing(Presence.FOUND, subject, mediaType, etag, body);
        }
    }

    /** The source's name, for messages. */
    protected abstract String where();

    /** Asks the source; a {@link SourceFailure} that is an outage sends no record to quarantine. */
    protected abstract Thing find(String wanted) throws SourceFailure, IOException;

    @Override
    public final CamelContext getCamelContext() {
        return context;
    }

    @Override
    public final void setCamelContext(CamelContext context) {
        this.context = context;
    }

    /** What to do where there is no such thing: {@code pass} the message on empty, or {@code fail}. */
    public final void setMissing(String missing) {
        if (!missing.equals("pass") && !missing.equals("fail")) {
            throw new UserError("missing=" + missing + ": write pass or fail");
        }
        failIfMissing = missing.equals("fail");
    }

    /** Puts what was looked for in the message's body. */
    public final void lookUp(Exchange exchange) throws Exception {
        String wanted = exchange.getProperty(WANTED, "", String.class).strip();
        Thing thing = find(wanted);
        if (thing.state() != Presence.FOUND && failIfMissing) {
            throw new IllegalArgumentException(
                    "'" + shown(wanted) + "' is " + thing.state().text() + " in " + where());
        }
        Message message = exchange.getMessage();
        message.setHeader(FOUND, thing.state().text());
        message.setBody(thing.body());
        CloudEvent.setExtension(message, "etag", thing.etag());
        if (thing.mediaType() == null) {
            message.removeHeader(CloudEvent.MEDIA_TYPE);
        } else {
            message.setHeader(CloudEvent.MEDIA_TYPE, thing.mediaType());
        }
        if (thing.subject() != null) {
            message.setHeader(CloudEvent.SUBJECT, thing.subject());
        }
    }

    protected final synchronized HttpFetcher lookup() {
        if (lookup == null) {
            lookup = new HttpFetcher(context);
        }
        return lookup;
    }

    /** Text from a message, for a sentence about it. */
    protected static String shown(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", " ");
        return plain.length() > LONGEST_SHOWN ? plain.substring(0, LONGEST_SHOWN) + "…" : plain;
    }
}
