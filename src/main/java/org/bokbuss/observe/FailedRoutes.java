package org.bokbuss.observe;

import java.lang.ref.WeakReference;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeExtension;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeFailedEvent;
import org.apache.camel.support.SimpleEventNotifierSupport;
import org.apache.camel.util.URISupport;
import org.bokbuss.deliver.PendingDelivery;
import org.bokbuss.deliver.SinkUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells in a sentence of a message that failed in a route of the team's own, such as one behind a queue. What fails on its
 * way from a source of Bokbuss is told by the run.
 */
public final class FailedRoutes extends SimpleEventNotifierSupport {
    private static final Logger LOG = LoggerFactory.getLogger(FailedRoutes.class);

    /** A failure inside a split comes once more with the whole. */
    private volatile WeakReference<Throwable> told = new WeakReference<>(null);

    public FailedRoutes() {
        setupIgnore(true);
        setIgnoreExchangeEvents(false);
        setIgnoreExchangeFailedEvents(false);
    }

    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof ExchangeFailedEvent failed
                && failed.getExchange().getException() != null
                && !isToldByTheRun(failed.getExchange())
                && !failed.getExchange().getProperty(SinkUnavailable.TOLD, false, Boolean.class)
                && isTheirs(failed.getExchange().getFromEndpoint());
    }

    private static boolean isToldByTheRun(Exchange exchange) {
        PendingDelivery record = exchange.getProperty(PendingDelivery.PROPERTY, PendingDelivery.class);
        return record != null && record.isRefusedBy(exchange.getException());
    }

    /** A message that was sent, and came from nowhere, fails at its sender. */
    private static boolean isTheirs(Endpoint from) {
        return from != null && !from.getEndpointUri().startsWith("quartz://bokbuss/");
    }

    @Override
    public void notify(CamelEvent event) {
        Exchange exchange = ((ExchangeFailedEvent) event).getExchange();
        Throwable cause = innermost(exchange.getException());
        if (told.refersTo(cause)) {
            return;
        }
        told = new WeakReference<>(cause);
        LOG.warn("route {}{}: {}", route(exchange), step(exchange), sentence(cause));
    }

    private static String route(Exchange exchange) {
        String failed = exchange.getProperty(Exchange.FAILURE_ROUTE_ID, String.class);
        return failed == null ? exchange.getFromRouteId() : failed;
    }

    private static String step(Exchange exchange) {
        ExchangeExtension where = exchange.getExchangeExtension();
        return where.getHistoryNodeLabel() == null
                ? ""
                : ", step " + where.getHistoryNodeId() + " (" + URISupport.sanitizeUri(where.getHistoryNodeLabel())
                        + ")";
    }

    private static Throwable innermost(Throwable thrown) {
        return thrown.getCause() == null || thrown.getCause() == thrown ? thrown : innermost(thrown.getCause());
    }

    private static String sentence(Throwable cause) {
        return cause.getClass().getSimpleName()
                + (cause.getMessage() == null ? "" : ": " + URISupport.sanitizeUri(cause.getMessage()));
    }
}
