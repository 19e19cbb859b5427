package org.bokbuss.libris.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bokbuss.deliver.SinkUnavailable;
import org.bokbuss.sandbox.catalogue.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several writes at once, but never two on a bib, those of one bib in their order, and no more than allowed. */
class OrderTest {
    private static final int IN_FLIGHT = 4;

    @RegisterExtension
    final LibrisWriteFixture library =
            new LibrisWriteFixture().with("libris.write.in-flight", String.valueOf(IN_FLIGHT));

    /** By the writes' own setting, and by that of all requests to a host. */
    @ParameterizedTest
    @CsvSource({"4, 4", "20, 4", "2, 2", "'', 4"})
    void asManyAtOnceAsAllowedAndNoMore(String perHost, int expected) throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(expected);
        library.gate().watch((asked, next) -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            try {
                if (asked.isWrite()) {
                    all.countDown();
                    // The first are held until as many have come as may: if fewer come, the test fails below.
                    all.await(5, TimeUnit.SECONDS);
                }
                return next.next();
            } catch (InterruptedException closing) {
                throw new IllegalStateException(closing);
            } finally {
                now.decrementAndGet();
            }
        });

        library.with("http.max-per-host", perHost).batch().apply(library.marks(library.bibs(0), "Hcf"));

        assertThat(all.getCount()).isZero();
        assertThat(most).hasValue(expected);
        assertThat(library.bibs(0)).isEmpty();
    }

    @Test
    void oneAtATimeOnABibHoweverItIsNamed() throws Exception {
        Map<String, AtomicInteger> now = new ConcurrentHashMap<>();
        AtomicInteger most = new AtomicInteger();
        library.gate().watch((asked, next) -> {
            if (!asked.method().equals("PUT")) {
                return next.next();
            }
            AtomicInteger here = now.computeIfAbsent(asked.target(), none -> new AtomicInteger());
            most.accumulateAndGet(here.incrementAndGet(), Math::max);
            try {
                return next.next();
            } finally {
                here.decrementAndGet();
            }
        });
        Entry bib = library.bibs(1).stream().filter(Entry::isLegacy).findFirst().orElseThrow();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            for (String name : List.of(bib.id(), bib.uri(), bib.thing(), bib.controlNumber())) {
                lines.add("{'bib': '%s', 'note': 'n%s-%d'}".formatted(name, name.length(), i));
            }
        }

        library.batch().apply(library.file(lines));

        assertThat(library.refusals()).isEmpty();
        assertThat(library.written()).hasSize(24).containsOnly("PUT 204");
        assertThat(most).hasValue(1);
    }

    /** The look-up of the ISBN takes its time: the row below could overtake it. */
    @Test
    void whatIsSaidOfABibIsDoneInItsOrderHoweverItIsNamed() throws Exception {
        Entry bib = library.held();
        library.libris().writing().edit(bib.id(), document -> {
            ((ObjectNode) document.at("/@graph/1"))
                    .putArray("identifiedBy")
                    .addObject()
                    .put("@type", "ISBN")
                    .put("value", "9789100000004");
            return document;
        });
        CountDownLatch written = new CountDownLatch(1);
        library.gate().watch((asked, next) -> {
            try {
                if (asked.target().contains("9789100000004")) {
                    // Right is that nothing is written meanwhile.
                    written.await(1, TimeUnit.SECONDS);
                }
                return next.next();
            } catch (InterruptedException closing) {
                throw new IllegalStateException(closing);
            } finally {
                if (asked.isWrite()) {
                    written.countDown();
                }
            }
        });

        library.batch()
                .apply(library.file(List.of(
                        "{'isbn': '9789100000004', 'action': 'delete'}",
                        "{'bib': '%s', 'shelfMark': 'kept'}".formatted(bib.uri()))));

        assertThat(library.refusals()).isEmpty();
        assertThat(library.shelfMarks(bib)).containsExactly("kept");
    }

    @Test
    void copiesAreNotWrittenOverOneAnother() throws Exception {
        Entry bib = library.unheld();

        library.batch()
                .apply(library.file(List.of(
                        "{'bib': '%s', 'copyNumber': '1', 'shelfMark': 'a'}".formatted(bib.uri()),
                        "{'bib': '%s', 'copyNumber': '2', 'shelfMark': 'b'}".formatted(bib.id()),
                        "{'bib': '%s', 'copyNumber': '3', 'shelfMark': 'c'}".formatted(bib.uri()))));

        assertThat(library.shelfMarks(bib)).containsExactly("a");
        assertThat(library.refusals()).containsOnlyKeys(2L, 3L).allSatisfy((line, why) -> assertThat(why)
                .contains("one of several in this file", "make the others in Libris first"));
    }

    @Test
    void inTheOrderOfTheFile() throws Exception {
        List<Entry> bibs = library.bibs(0).subList(0, 8);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            for (Entry bib : bibs) {
                lines.add("{'bib': '%s', 'shelfMark': 'm%d'}".formatted(bib.uri(), i));
            }
        }

        library.batch().apply(library.file(lines));

        Map<String, List<String>> marks = new HashMap<>();
        library.audit().forEach(row -> marks.computeIfAbsent(row.bib(), none -> new ArrayList<>())
                .add(row.after().replaceAll(".*\"(m\\d)\".*", "$1")));
        assertThat(marks).hasSize(8);
        assertThat(marks.values()).containsOnly(List.of("m0", "m1", "m2", "m3", "m4"));
        assertThat(library.dones().keySet()).hasSize(40);
    }

    @Test
    void noMoreASecondThanAllowed() throws Exception {
        List<Entry> bibs = library.bibs(0).subList(0, 5);
        HoldingsBatch batch = library.with("libris.write.per-second", "2").batch();
        batch.apply(library.marks(bibs.subList(0, 1), "Hcf"));
        Instant begun = Instant.now();

        batch.apply(library.marks(bibs.subList(1, 5), "Hcf"));

        // From the first to the last of four are three halves of a second, of which the first may have begun before.
        assertThat(Duration.between(begun, Instant.now())).isGreaterThan(Duration.ofMillis(1000));
        assertThat(library.holdings(bibs.get(4))).hasSize(1);
    }

    @Test
    void whatStandsBehindAStopIsTold() throws Exception {
        List<Entry> bibs = library.bibs(0);
        library.gate().watch((asked, next) -> {
            if (asked.target().contains(bibs.get(0).id())) {
                // The first is held back until some behind it are done.
                await().until(() -> library.outcomes().contains("done"));
                return HttpTap.Answer.json(403, "");
            }
            return next.next();
        });
        HoldingsBatch batch = library.batch();

        assertThatThrownBy(() -> batch.apply(library.marks(bibs, "Hcf"))).isInstanceOf(SinkUnavailable.class);

        long done = library.outcomes().stream().filter("done"::equals).count();
        assertThat(done).isPositive();
        assertThat(library.dones()).hasSize((int) done);
        assertThat(batch.summary()).contains(done + " created");
    }
}
