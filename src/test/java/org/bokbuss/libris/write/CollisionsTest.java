package org.bokbuss.libris.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.bokbuss.deliver.Fence;
import org.bokbuss.deliver.RecordRejected;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.libris.Permission;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Others write at the same time: nobody's edit is lost, and nobody is waited for without end. */
class CollisionsTest {
    private static final int WRITES = 200;

    @RegisterExtension
    final LibrisWriteFixture library = new LibrisWriteFixture();

    private Entry bib;

    @BeforeEach
    void choose() {
        bib = library.held();
    }

    @Test
    void theVersionThatIsReplacedIsNamed() throws Exception {
        List<String> tags = new ArrayList<>();
        HttpTap gate = library.gate();
        gate.watch((asked, next) -> {
            HttpTap.Answer answer = next.next();
            if (asked.target().startsWith("/" + library.holdingOf(bib).id())) {
                tags.addAll(answer.headers().getOrDefault("etag", List.of()));
            }
            return answer;
        });

        library.writer().write(LibrisWriteFixture.marked(bib, "Hcf"), Fence.NONE);

        assertThat(library.libris().requests().stream()
                        .filter(request -> request.method().equals("PUT"))
                        .map(request -> request.headers().get("if-match")))
                .containsExactly(tags.get(0));
    }

    @Test
    void whoWasQuickerKeepsTheirEdit() throws Exception {
        AtomicBoolean edited = new AtomicBoolean();
        library.gate().watch((asked, next) -> {
            if (asked.method().equals("PUT") && edited.compareAndSet(false, true)) {
                library.edit(bib, item -> item.put("marc:theirs", "kept"));
            }
            return next.next();
        });

        WriteResult done = library.writer().write(LibrisWriteFixture.marked(bib, "Hcf"), Fence.NONE);

        assertThat(done.change()).isEqualTo(WriteResult.Change.CHANGED);
        assertThat(library.item(bib).path("marc:theirs").asText()).isEqualTo("kept");
        assertThat(library.shelfMarks(bib)).containsExactly("Hcf");
        assertThat(library.written()).containsExactly("PUT 412", "PUT 204");
        assertThat(library.outcomes()).hasSize(2).last().isEqualTo("done");
        assertThat(library.outcomes()).first().asString().startsWith("412: ");
    }

    @Test
    void thatOthersAreQuickerIsNotTriedForEver() {
        library.libris().faults().add("conflict@92000*");

        assertThatThrownBy(() -> library.writer().write(LibrisWriteFixture.marked(bib, "Hcf"), Fence.NONE))
                .isInstanceOf(RecordRejected.class)
                .hasMessageContaining("somebody else changed the record at the same time, each of 10 times");
        assertThat(library.tried("PUT")).isEqualTo(10);
    }

    @Test
    void whoWritesOverUsHasTheLastWord() throws Exception {
        AtomicBoolean edited = new AtomicBoolean();
        library.gate().watch((asked, next) -> {
            HttpTap.Answer answer = next.next();
            if (asked.method().equals("PUT") && edited.compareAndSet(false, true)) {
                library.edit(bib, item -> {
                    item.remove("hasComponent");
                    item.set("shelfMark", LibrisWriteFixture.json("{'@type': 'ShelfMark', 'label': 'theirs'}"));
                });
            }
            return answer;
        });

        library.writer().write(LibrisWriteFixture.marked(bib, "ours"), Fence.NONE);

        assertThat(library.shelfMarks(bib)).containsExactly("theirs");
        assertThat(library.written()).containsExactly("PUT 204");
        assertThat(library.outcomes()).containsExactly("done, and changed by somebody else since");
    }

    @Test
    void twoWhoWriteAllTheTimeLoseNothing() throws Exception {
        List<String> theirs = new ArrayList<>();
        Random chance = new Random(1);
        AtomicInteger pause = new AtomicInteger();
        library.gate().watch((asked, next) -> {
            // Before any of our requests; in a fixed rhythm they would always meet the same one.
            if (pause.decrementAndGet() < 0) {
                pause.set(4 + chance.nextInt(8));
                theirs.add(String.valueOf(theirs.size()));
                library.edit(bib, item -> item.withArray("marc:theirs").add(String.valueOf(theirs.size() - 1)));
            }
            return next.next();
        });
        LibrisWriter writer = library.writer();

        for (int i = 1; i <= WRITES; i++) {
            writer.write(
                    LibrisWriteFixture.holding("{'bib': '%s', 'shelfControlNumber': '%d'}".formatted(bib.uri(), i)),
                    Fence.NONE);
        }

        assertThat((Iterable<JsonNode>) library.item(bib).path("marc:theirs"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(theirs);
        assertThat(library.item(bib).findValuesAsText("shelfControlNumber")).containsExactly(String.valueOf(WRITES));
        assertThat(library.written()).as("they did meet").contains("PUT 412");
        assertThat(library.outcomes()).filteredOn("done"::equals).hasSize(WRITES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"404", "400", "409"})
    void whatSomebodyElseMakesFirstIsChanged(String status) throws Exception {
        Entry unheld = library.unheld();
        library.libris().faults().add("duplicate-status=" + status + "@91000");
        AtomicBoolean made = new AtomicBoolean();
        library.gate().watch((asked, next) -> {
            if (asked.method().equals("POST") && asked.isWrite() && made.compareAndSet(false, true)) {
                library.libris().writing().hold(unheld.id(), "S");
            }
            return next.next();
        });

        WriteResult done = library.writer().write(LibrisWriteFixture.marked(unheld, "Hcf"), Fence.NONE);

        assertThat(done.change()).isEqualTo(WriteResult.Change.CHANGED);
        assertThat(library.holdings(unheld)).hasSize(1);
        assertThat(library.shelfMarks(unheld)).containsExactly("Hcf");
        assertThat(library.written()).containsExactly("POST " + status, "PUT 204");
        assertThat(library.outcomes()).hasSize(2).last().isEqualTo("done");
    }

    @Test
    void aLibraryThatLibrisDoesNotKnowIsRefusedAfterOneMoreLook() {
        Entry unheld = library.unheld();
        library.libris()
                .writing()
                .accounts()
                .permissions(library.setting("libris.client-id"), Permission.registrant("S"));
        library.gate()
                .watch((asked, next) -> asked.target().equals("/data")
                        ? HttpTap.Answer.json(404, "{'message': 'Document not found.'}")
                        : next.next());

        assertThatThrownBy(() -> library.writer().write(LibrisWriteFixture.marked(unheld, "Hcf"), Fence.NONE))
                .isInstanceOf(RecordRejected.class)
                .hasMessageContaining("404: Document not found.")
                .hasMessageContaining("does not know that library, or that bib");
        assertThat(library.asked("/_findhold")).isEqualTo(2);
        assertThat(library.outcomes()).containsExactly("404: Document not found.");
    }

    @Test
    void aHoldingThatVanishesWhileItIsChangedIsMadeAnew() throws Exception {
        AtomicBoolean gone = new AtomicBoolean();
        String before = library.holdingOf(bib).uri();
        library.gate().watch((asked, next) -> {
            if (asked.method().equals("GET")
                    && before.endsWith(asked.target().replaceFirst("\\?.*", ""))
                    && gone.compareAndSet(false, true)) {
                library.libris().writing().delete(before);
            }
            return next.next();
        });

        WriteResult done = library.writer().write(LibrisWriteFixture.marked(bib, "Hcf"), Fence.NONE);

        assertThat(done.change()).isEqualTo(WriteResult.Change.CREATED);
        assertThat(done.record()).isNotEqualTo(before);
        assertThat(library.holdings(bib)).hasSize(1);
    }

    @Test
    void ofTwoOldHoldingsTheFirstIsChanged() throws Exception {
        library.libris().writing().hold(bib.id(), "S");
        List<Entry> both = library.holdings(bib);
        String first = both.stream().map(Entry::uri).sorted().findFirst().orElseThrow();

        WriteResult done = library.writer().write(LibrisWriteFixture.marked(bib, "Hcf"), Fence.NONE);

        assertThat(both).hasSize(2);
        assertThat(done.record()).isEqualTo(first);
    }

    @Test
    void writesOfOneBibFromManyThreadsDoNotCollide() throws Exception {
        LibrisWriter writer = library.writer();
        List<String> names = List.of(bib.id(), bib.uri(), bib.thing(), "https://libris-qa.kb.se/" + bib.id());

        CompletableFuture.allOf(IntStream.range(0, 40)
                        .mapToObj(i -> CompletableFuture.runAsync(() -> {
                            try {
                                writer.write(
                                        LibrisWriteFixture.holding(
                                                "{'bib': '%s', 'note': 'n%d'}".formatted(names.get(i % 4), i)),
                                        Fence.NONE);
                            } catch (RecordRejected refused) {
                                throw new IllegalStateException(refused);
                            }
                        }))
                        .toArray(CompletableFuture[]::new))
                .join();

        assertThat(library.written()).hasSize(40).containsOnly("PUT 204");
    }
}
