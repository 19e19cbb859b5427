package org.bokbuss.holdings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;
import org.bokbuss.deliver.Fence;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.state.AuditRow;
import org.bokbuss.state.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holdings written into an imitation of Libris, over real HTTP. */
class DeskTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final Map<String, String> settings = new HashMap<>();
    private Sandbox libris;
    private State state;
    private DefaultCamelContext context;

    @BeforeEach
    void open() {
        libris = Sandbox.with().bibs(60).start();
        settings.putAll(libris.librisSettings());
        settings.put("libris.write.enabled", "true");
        settings.put("libris.write.per-second", "0");
        settings.put("http.retry.delay", "5ms");
        settings.put("http.retry.max-attempts", "4");
        settings.put("state.spool", folder.resolve("spool").toString());
        state = State.open("jdbc:sqlite:" + folder.resolve("state.db"));
    }

    @AfterEach
    void close() throws Exception {
        if (context != null) {
            context.close();
        }
        state.close();
        libris.close();
    }

    private Desk desk() {
        return desk(false);
    }

    private Desk desk(boolean dry) {
        context = new DefaultCamelContext();
        Properties all = new Properties();
        all.putAll(settings);
        context.getPropertiesComponent().setInitialProperties(all);
        context.start();
        return new Desk(context, state, new Desk.Terms("p", settings.get("libris.sigel"), dry));
    }

    private static Holding holding(String json) {
        try {
            return Holding.of(JSON.readTree(json.replace('\'', '"')));
        } catch (java.io.IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A living bib that S has no holding of. */
    private Entry unheld() {
        return bibs(false).get(0);
    }

    /** A living bib that S has one holding of. */
    private Entry held() {
        return bibs(true).get(0);
    }

    private List<Entry> bibs(boolean held) {
        return libris.catalogue()
                .entries()
                .filter(entry -> entry.kind() == Kind.BIB && !entry.deleted())
                .filter(bib -> (holdings(bib).size() == 1) == held
                        && (held || holdings(bib).isEmpty()))
                .toList();
    }

    private List<Entry> holdings(Entry bib) {
        return libris.catalogue().holdings(bib).stream()
                .filter(holding -> holding.sigel().equals("S"))
                .toList();
    }

    private JsonNode item(Entry holding) {
        return libris.writing().document(holding.id()).at("/@graph/1");
    }

    private List<String> written() {
        return libris.writing().received().stream()
                .map(write -> write.method() + " " + write.status())
                .toList();
    }

    private List<String> outcomes() {
        return state.writes().audit("p", 100).stream().map(AuditRow::outcome).toList();
    }

    @Nested
    class Making {
        @Test
        void makesAHoldingWhereThereIsNone() throws Exception {
            Entry bib = unheld();

            Done done = desk().write(
                            holding("{'bib': '%s', 'shelfMark': 'Hcf', 'note': 'Läsesal'}".formatted(bib.uri())),
                            Fence.NONE);

            assertThat(done.change()).isEqualTo(Done.Change.CREATED);
            assertThat(holdings(bib)).singleElement().satisfies(made -> {
                assertThat(made.uri()).isEqualTo(done.record());
                assertThat(item(made).at("/shelfMark/label/0").asText()).isEqualTo("Hcf");
                assertThat(item(made).at("/hasNote/0/label/0").asText()).isEqualTo("Läsesal");
            });
            assertThat(written()).containsExactly("POST 201");
        }

        @Test
        void findsTheBibByItsIsbn() throws Exception {
            Entry bib = unheld();
            String isbn = libris.writing()
                    .document(bib.id())
                    .at("/@graph/1/identifiedBy/0/value")
                    .asText();

            Done done = desk().write(holding("{'isbn': '%s', 'shelfMark': 'Hcf'}".formatted(isbn)), Fence.NONE);

            assertThat(done.bib()).isEqualTo(bib.uri());
            assertThat(holdings(bib)).hasSize(1);
        }
    }

    @Nested
    class Changing {
        @Test
        void touchesOnlyWhatIsGiven() throws Exception {
            Entry bib = held();
            Entry holding = holdings(bib).get(0);
            libris.writing().edit(holding.id(), document -> {
                ((ObjectNode) document.at("/@graph/1")).put("inventoryLevel", 1.50);
                return document;
            });
            JsonNode before = item(holding);

            desk().write(holding("{'bib': '%s', 'shelfControlNumber': '225'}".formatted(bib.uri())), Fence.NONE);

            JsonNode after = item(holding);
            assertThat(after.findValuesAsText("shelfControlNumber")).containsExactly("225");
            assertThat(without(after, "shelfControlNumber")).isEqualTo(without(before, "shelfControlNumber"));
            assertThat(written()).containsExactly("PUT 204");
        }

        @Test
        void isNotDoneWhereNothingChanges() throws Exception {
            Entry bib = held();
            Desk desk = desk();
            Holding wanted = holding("{'bib': '%s', 'shelfControlNumber': '225'}".formatted(bib.uri()));
            desk.write(wanted, Fence.NONE);

            Done again = desk.write(wanted, Fence.NONE);

            assertThat(again.change()).isEqualTo(Done.Change.UNCHANGED);
            assertThat(written()).containsExactly("PUT 204");
            assertThat(outcomes()).containsExactly("done");
        }
    }

    private static JsonNode without(JsonNode node, String key) {
        JsonNode copy = node.deepCopy();
        copy.findParents(key).forEach(parent -> ((ObjectNode) parent).remove(key));
        return copy;
    }

    @Nested
    class Deleting {
        @Test
        void takesTheHoldingAway() throws Exception {
            Entry bib = held();

            Done done = desk().write(holding("{'bib': '%s', 'action': 'delete'}".formatted(bib.uri())), Fence.NONE);

            assertThat(done.change()).isEqualTo(Done.Change.DELETED);
            assertThat(holdings(bib)).isEmpty();
        }

        @Test
        void isDoneWhereNothingIsThere() throws Exception {
            Done done =
                    desk().write(holding("{'bib': '%s', 'action': 'delete'}".formatted(unheld().uri())), Fence.NONE);

            assertThat(done.change()).isEqualTo(Done.Change.ABSENT);
            assertThat(written()).isEmpty();
        }
    }
}
