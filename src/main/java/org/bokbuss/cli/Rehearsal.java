package org.bokbuss.cli;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.EnrichDefinition;
import org.apache.camel.model.PollEnrichDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.apache.camel.util.URISupport;
import org.bokbuss.fetch.FetchRoutes;

/**
 * Lets a team's routes run without an effect outside: a message that would reach a sink, or another system, is shown
 * instead. Routes that kamelets bring run as they are.
 */
final class Rehearsal implements InterceptStrategy {
    /** Components whose work stays in this process. */
    private static final Set<String> INSIDE = Set.of(
            "bean",
            "class",
            "dataformat",
            "direct",
            "freemarker",
            "jolt",
            "jslt",
            "json-validator",
            "language",
            "log",
            "mock",
            "mustache",
            "ref",
            "seda",
            "string-template",
            "stub",
            "validator",
            "velocity",
            "xj",
            "xquery",
            "xslt",
            "xslt-saxon");

    /** Shows what happens. */
    interface Audience {
        /** A message that would have been sent there; the address has its placeholders filled in, and no secrets. */
        void sent(String uri, Message message);

        /** What a call to this address is answered with, also one that stays inside; empty if there is no such answer. */
        default Optional<Consumer<Message>> answer(String uri) {
            return Optional.empty();
        }

        /** What a step has made of a message; headers that it took away are null. */
        void changed(String step, Map<String, Object> headers, Message message, boolean bodyToo);
    }

    private final Audience audience;
    private final boolean calls;
    private final boolean steps;
    private final List<Sent> sent = new CopyOnWriteArrayList<>();

    /**
     * @param calls whether other systems than sinks are called
     * @param steps whether each step is shown
     */
    Rehearsal(Audience audience, boolean calls, boolean steps) {
        this.audience = audience;
        this.calls = calls;
        this.steps = steps;
    }

    /** What is not called by that route, and those that it leads to, as it stands there. */
    List<String> left(String routeId) {
        Set<String> reached = new HashSet<>(Set.of(routeId));
        while (sent.stream()
                .filter(each -> reached.contains(each.route()))
                .flatMap(each -> sent.stream().filter(other -> other.begin().equals(each.address())))
                .anyMatch(next -> reached.add(next.route()))) {
            // Again: from the routes that were new, others may be reached.
        }
        return sent.stream()
                .filter(each -> each.isLeft() && reached.contains(each.route()))
                .map(Sent::shown)
                .distinct()
                .toList();
    }

    /**
     * Where a step sends messages.
     *
     * @param begin where its route begins, without options
     * @param isLeft whether it is not called
     */
    private record Sent(String route, String begin, String shown, boolean isLeft) {
        String address() {
            return URISupport.stripQuery(shown);
        }
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode node, Processor target, Processor next) {
        if (!(node instanceof ProcessorDefinition<?> step) || !isTheTeams(step)) {
            return target;
        }
        String uri = uri(step);
        if (uri != null) {
            String shown = URISupport.sanitizeUri(context.resolvePropertyPlaceholders(uri));
            Optional<Consumer<Message>> answer = audience.answer(shown);
            if (answer.isPresent()) {
                return new Instead(target, answer.get());
            }
            boolean isLeft = !isSink(uri) && !calls && !isInside(uri);
            RouteDefinition route = ProcessorDefinitionHelper.getRoute(step);
            sent.add(new Sent(
                    route.getRouteId(), URISupport.stripQuery(route.getInput().getEndpointUri()), shown, isLeft));
            if (isSink(uri) || isLeft) {
                return new Instead(target, message -> audience.sent(shown, message));
            }
        }
        return steps ? new Watched(target, URISupport.sanitizeUri(step.getLabel())) : target;
    }

    private static boolean isTheTeams(ProcessorDefinition<?> step) {
        RouteDefinition route = ProcessorDefinitionHelper.getRoute(step);
        return route != null
                && !Boolean.TRUE.equals(route.isKamelet())
                && !route.isCreatedFromTemplate()
                && !FetchRoutes.isOurs(route.getRouteId());
    }

    /** Where a step sends messages, or fetches something; null where it does neither. */
    private static String uri(ProcessorDefinition<?> step) {
        if (step instanceof SendDefinition<?> send) {
            return send.getEndpointUri();
        }
        if (step instanceof ToDynamicDefinition send) {
            return send.getUri();
        }
        return step instanceof EnrichDefinition || step instanceof PollEnrichDefinition ? step.getLabel() : null;
    }

    private static boolean isSink(String uri) {
        return uri.matches("kamelet:(//)?[^/?]+-sink([/?].*)?");
    }

    private static boolean isInside(String uri) {
        String component = uri.replaceFirst(":.*", "");
        return INSIDE.contains(component) || component.equals("kamelet");
    }

    /** Shows the message, or answers it, and sends nothing. */
    private static final class Instead extends DelegateAsyncProcessor {
        private final Consumer<Message> instead;

        Instead(Processor target, Consumer<Message> instead) {
            super(target);
            this.instead = instead;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            instead.accept(exchange.getMessage());
            callback.done(true);
            return true;
        }
    }

    /** Shows what a step has changed. */
    private final class Watched extends DelegateAsyncProcessor {
        private final String name;

        Watched(Processor target, String name) {
            super(target);
            this.name = name;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Map<String, Object> before = new TreeMap<>(exchange.getMessage().getHeaders());
            Object body = exchange.getMessage().getBody();
            return super.process(exchange, done -> {
                Message now = exchange.getMessage();
                Map<String, Object> changed = new TreeMap<>(now.getHeaders());
                changed.entrySet()
                        .removeIf(header ->
                                header.getValue() == null || header.getValue().equals(before.get(header.getKey())));
                before.keySet().stream()
                        .filter(header -> !now.getHeaders().containsKey(header))
                        .forEach(header -> changed.put(header, null));
                audience.changed(name, changed, now, body != now.getBody());
                callback.done(done);
            });
        }
    }
}
