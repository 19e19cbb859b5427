package org.bokbuss.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import org.bokbuss.sandbox.catalogue.Book;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.Descriptions;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.sandbox.catalogue.SetSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Records that change while they are harvested. */
class ChangesTest {
    private static final String[] BIBS = {"verb=ListRecords", "metadataPrefix=jsonld", "set=bib"};

    private final Sandbox sandbox = Sandbox.with().bibs(40).pageSize(10).start();
    private final Catalogue catalogue = sandbox.catalogue();
    private final Client client = new Client(sandbox);

    @AfterEach
    void close() {
        sandbox.close();
    }

    private String bib(int number) {
        return catalogue
                .entries()
                .filter(e -> e.kind() == Kind.BIB && e.number() == number)
                .findFirst()
                .orElseThrow()
                .uri();
    }

    @Test
    void aRecordChangedBetweenPagesDropsOutOfTheRest() {
        var first = client.text(BIBS);
        catalogue.update(bib(25));
        var rest = client.harvest(
                "verb=ListRecords", "resumptionToken=" + Client.token(first).orElseThrow());
        assertThat(rest).hasSize(29).doesNotContain(bib(25));
        assertThat(client.harvest(BIBS)).hasSize(40).endsWith(bib(25));
    }

    @Test
    void theNextWindowHasIt() {
        var before = Instant.now();
        var changed = catalogue.touch(bib(3));
        assertThat(client.harvest("verb=ListIdentifiers", "metadataPrefix=jsonld", "from=" + before))
                .containsExactly(changed.uri());
    }

    @Test
    void touchingLeavesTheContentAlone() {
        var before = Book.of(1, 3, catalogue.record(bib(3)).version());
        catalogue.touch(bib(3));
        assertThat(Descriptions.book(catalogue, catalogue.record(bib(3)))).isEqualTo(before);
        for (var times = 0; times < Descriptions.FIRST_REVISION; times++) {
            catalogue.update(bib(3));
        }
        assertThat(Descriptions.book(catalogue, catalogue.record(bib(3)))).isNotEqualTo(before);
        assertThat(client.text("verb=GetRecord", "metadataPrefix=marcxml", "identifier=" + bib(3)))
                .contains("(omarbetad ");
    }

    @Test
    void deletedRecordsComeAsDeleted() {
        var before = Instant.now();
        catalogue.delete(bib(3));
        assertThat(client.text("verb=ListRecords", "metadataPrefix=marcxml", "from=" + before))
                .contains("<header status=\"deleted\"><identifier>" + bib(3));
    }

    @Test
    void addedRecordsAreCounted() {
        var bib = catalogue.addBib();
        var holding = catalogue.addHolding(bib.id(), "Nytt");
        assertThat(catalogue.count("bib")).isEqualTo(41);
        assertThat(catalogue.count("hold:Nytt")).isEqualTo(1);
        assertThat(client.harvest(BIBS)).hasSize(41).endsWith(bib.uri());
        assertThat(client.harvest("verb=ListRecords", "metadataPrefix=marcxml", "set=hold:Nytt"))
                .containsExactly(holding.uri());
        assertThat(client.harvest("verb=ListRecords", "metadataPrefix=marcxml", "set=bib:Nytt"))
                .containsExactly(bib.uri());
        assertThat(client.text("verb=ListSets")).contains("<setSpec>bib:Nytt</setSpec>");
    }

    @Test
    void aLostHoldingTakesTheBibFromTheSetInSilence() {
        var bib = catalogue.addBib();
        var holding = catalogue.addHolding(bib.id(), "Nytt");
        catalogue.delete(holding.id());
        assertThat(client.text("verb=ListRecords", "metadataPrefix=jsonld", "set=bib:Nytt"))
                .doesNotContain(bib.uri());
        assertThat(client.harvest("verb=ListRecords", "metadataPrefix=jsonld", "set=hold:Nytt"))
                .containsExactly(holding.uri());
    }

    @Test
    void aRecordThatCannotBeConvertedSaysSo() {
        catalogue.breakConversion(bib(3));
        for (var prefix : new String[] {"marcxml", "jsonld", "oai_dc"}) {
            assertThat(client.text("verb=GetRecord", "metadataPrefix=" + prefix, "identifier=" + bib(3)))
                    .contains("<metadata>Error: Document conversion failed.</metadata>");
        }
    }

    @Test
    void recordsChangeByThemselvesWhenAsked() {
        try (var busy = Sandbox.with().bibs(40).changesPerSecond(200).start()) {
            var before = Instant.now();
            var other = new Client(busy);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> other.harvest("verb=ListIdentifiers", "metadataPrefix=jsonld", "from=" + before)
                                    .size()
                            > 5);
        }
    }

    @Test
    void theSameSeedGivesTheSameRecords() {
        try (var twin = Sandbox.with().bibs(40).start();
                var stranger = Sandbox.with().bibs(40).seed(2).start()) {
            assertThat(twin.catalogue().entries())
                    .containsExactlyElementsOf(catalogue.entries().toList());
            assertThat(stranger.catalogue().record(stranger.catalogue().entry(0).id()))
                    .isNotEqualTo(catalogue.entry(0));
        }
    }

    @Test
    void everyKindHasDeletedRecordsAndTheirHoldingsAreDeletedToo() {
        for (var set : new String[] {"auth", "bib", "hold"}) {
            var spec = SetSpec.parse(set);
            assertThat(catalogue.entries().filter(e -> spec.contains(e, catalogue)))
                    .anyMatch(Entry::deleted)
                    .anyMatch(e -> !e.deleted());
        }
        assertThat(catalogue.entries().filter(e -> e.kind() == Kind.HOLDING && !e.deleted()))
                .noneMatch(h -> catalogue.record(h.itemOf()).deleted());
    }

    @Test
    void sizesThatCannotBeAreRefused() {
        assertThatThrownBy(() -> Sandbox.with().bibs(-1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> Sandbox.with().pageSize(0)).hasMessageContaining("one row");
    }

    @Test
    void requestsAreRemembered() {
        client.text("verb=Identify");
        client.text("verb=ListRecords", "metadataPrefix=jsonld", "set=hold:Ål");
        assertThat(sandbox.requests()).hasSize(2);
        assertThat(sandbox.requests().get(1).parameter("set")).hasValue("hold:Ål");
    }

    @Test
    void answersTakeTheTimeTheyAreGiven() {
        try (var far = Sandbox.with().latency(Duration.ofMillis(120)).start()) {
            var before = System.nanoTime();
            new Client(far).text("verb=Identify");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(120));
        }
    }
}
