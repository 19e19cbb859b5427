package org.bokbuss.holdings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.service.ServiceSupport;
import org.bokbuss.Key;
import org.bokbuss.Mistake;
import org.bokbuss.Settings;
import org.bokbuss.deliver.Barrier;
import org.bokbuss.deliver.Fence;
import org.bokbuss.deliver.Refused;
import org.bokbuss.deliver.Underway;
import org.bokbuss.harvest.AtRunsEnd;
import org.bokbuss.harvest.Harvests;
import org.bokbuss.state.SetAside;
import org.bokbuss.state.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sink behind {@code libris-holdings-sink}: the body is a {@link Holding}, which is written into Libris.
 *
 * <p>Behind a source of Bokbuss several are written at once, and a record counts as delivered when Libris has stored it.
 * In another route each message waits for its write; one that is refused is set aside under the pipeline's name, if one
 * is given, or fails.
 */
public final class HoldingsSink extends ServiceSupport implements CamelContextAware, AtRunsEnd {
    private static final Logger LOG = LoggerFactory.getLogger(HoldingsSink.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What to do with a deletion. */
    private enum OnDelete {
        DELETE,
        IGNORE,
        REFUSE
    }

    private CamelContext context;
    private String pipeline = "";
    private String sigel = "";
    private OnDelete onDelete = OnDelete.DELETE;
    private boolean dryRun;
    private Desk desk;
    private Lanes lanes;

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    /** Its name in quarantine and audit log, where the route has no source of Bokbuss. */
    public void setPipeline(String pipeline) {
        this.pipeline = pipeline.strip();
    }

    /** The library where a holding names none; empty for {@code libris.sigel}. */
    public void setSigel(String sigel) {
        this.sigel = sigel.strip();
    }

    /** What to do with a deletion: {@code delete}, {@code ignore}, or {@code refuse}, which sets it aside. */
    public void setOnDelete(String onDelete) {
        this.onDelete = switch (onDelete) {
            case "delete" -> OnDelete.DELETE;
            case "ignore" -> OnDelete.IGNORE;
            case "refuse" -> OnDelete.REFUSE;
            default -> throw new Mistake("onDelete=" + onDelete + ": write delete, ignore or refuse");
        };
    }

    /** Show what would change, write nothing. */
    public void setDryRun(boolean dryRun) {
        this.dryRun = dryRun;
    }

    /** Writes the holding in the body. */
    public void write(Exchange exchange) throws Exception {
        Barrier barrier = exchange.getProperty(Barrier.PROPERTY, Barrier.class);
        Underway underway = exchange.getProperty(Underway.PROPERTY, Underway.class);
        Desk to = desk(exchange.getMessage().getHeader("BokbussPipeline", pipeline, String.class));
        if (underway == null || barrier == null) {
            alone(exchange, to);
            return;
        }
        Holding holding = holding(exchange.getMessage());
        if (isToBeLeft(holding)) {
            return;
        }
        underway.hold();
        try {
            lanes().add(key(holding), () -> underway.release(attempt(to, holding, barrier.fence())));
        } catch (InterruptedException | RuntimeException stopped) {
            underway.release(stopped);
        }
    }

    private static Throwable attempt(Desk to, Holding holding, Fence fence) {
        try {
            tell(to, to.write(holding, fence));
            return null;
        } catch (Refused | RuntimeException refusal) {
            return refusal;
        }
    }

    /** A route without a source of Bokbuss: nobody else sets aside what is refused. */
    private void alone(Exchange exchange, Desk to) throws Exception {
        try {
            tellDue(to.makeDue(Fence.NONE));
            Holding holding = holding(exchange.getMessage());
            if (!isToBeLeft(holding)) {
                tell(to, to.write(holding, Fence.NONE));
            }
        } catch (Refused refused) {
            if (to.terms().pipeline().isEmpty()) {
                throw refused;
            }
            LOG.warn("{}: set aside: {}", to.terms().pipeline(), refused.getMessage());
            state().setAside(setAside(exchange.getMessage(), to.terms().pipeline(), refused));
        }
    }

    private static SetAside setAside(Message message, String pipeline, Refused refused) {
        byte[] body = message.getBody(byte[].class);
        return new SetAside(
                0,
                pipeline,
                null,
                message.getHeader("CamelCloudEventSubject", String.class),
                refused.getMessage(),
                message.getExchange().getFromEndpoint() == null
                        ? null
                        : message.getExchange().getFromEndpoint().getEndpointBaseUri(),
                0,
                "application/json",
                body == null ? new byte[0] : body);
    }

    private boolean isToBeLeft(Holding holding) throws Refused {
        if (holding.action() != Holding.Action.DELETE || onDelete == OnDelete.DELETE) {
            return false;
        }
        if (onDelete == OnDelete.REFUSE) {
            throw new Refused("a deletion, and onDelete=refuse: see whether it is meant");
        }
        return true;
    }

    /** Two writes of one holding stay in their order, if they name the bib in the same way. */
    private static String key(Holding holding) {
        return holding.bib() != null
                ? holding.bib()
                : holding.isbn() != null ? holding.isbn() : holding.controlNumber();
    }

    private static Holding holding(Message message) throws Refused {
        try {
            return Holding.of(json(message));
        } catch (IllegalArgumentException mistaken) {
            throw new Refused(mistaken.getMessage(), mistaken);
        }
    }

    private static JsonNode json(Message message) {
        Object body = message.getBody();
        String subject = message.getHeader("CamelCloudEventSubject", "", String.class);
        if (body instanceof java.util.Map || body instanceof JsonNode) {
            return JSON.valueToTree(body);
        }
        byte[] bytes = message.getBody(byte[].class);
        if ((bytes == null || bytes.length == 0) && subject.startsWith("urn:isbn:")) {
            // A deletion has no body of its own; a tombstone neither.
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("isbn", subject.substring("urn:isbn:".length()))
                    .put("action", "delete");
        }
        try {
            JsonNode json = bytes == null ? null : JSON.readTree(new String(bytes, StandardCharsets.UTF_8));
            return json == null ? JsonNodeFactory.instance.missingNode() : json;
        } catch (JsonProcessingException noJson) {
            throw new IllegalArgumentException(
                    "the body is no JSON: put a holding there, such as {\"isbn\": \"978…\", \"shelfMark\": \"Hcf\"}",
                    noJson);
        }
    }

    /** Those deletions that have waited long enough are made. */
    @Override
    public void runEnds(String ended, Fence fence) {
        if (ended.equals(pipeline) || desk != null && ended.equals(desk.terms().pipeline())) {
            tellDue(desk(ended).makeDue(fence));
        }
    }

    private static void tell(Desk to, Done done) {
        if (!done.made()) {
            LOG.info("{}: {}\n{}", to.terms().pipeline(), done.sentence(), done.difference());
        } else if (done.change() != Done.Change.UNCHANGED) {
            LOG.info("{}: {}", to.terms().pipeline(), done.sentence());
        }
    }

    private static void tellDue(List<Desk.Due> settled) {
        settled.forEach(due -> LOG.info(
                "{}: {}",
                due.deletion().pipeline(),
                due.refusal() == null ? due.done().sentence() : due.refusal()));
    }

    private synchronized Desk desk(String name) {
        if (desk == null) {
            Settings settings = Settings.of(context);
            boolean enabled = settings.text(Key.LIBRIS_WRITE_ENABLED).equals("true");
            if (!enabled && !dryRun) {
                LOG.warn("{}: libris.write.enabled is not true: nothing is written, differences are told", name);
            }
            desk = new Desk(
                    context,
                    state(),
                    new Desk.Terms(
                            name,
                            sigel.isEmpty() ? settings.find(Key.LIBRIS_SIGEL).orElse(null) : sigel,
                            dryRun || !enabled));
        }
        return desk;
    }

    private synchronized Lanes lanes() {
        if (lanes == null) {
            lanes = new Lanes(context, Settings.of(context).integer(Key.LIBRIS_WRITE_IN_FLIGHT));
        }
        return lanes;
    }

    private State state() {
        return Harvests.of(context).state();
    }

    @Override
    protected void doStop() {
        if (lanes != null) {
            lanes.close();
        }
    }
}
