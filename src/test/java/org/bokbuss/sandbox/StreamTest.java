package org.bokbuss.sandbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Shuffled;
import org.bokbuss.sandbox.libris.Generation;
import org.junit.jupiter.api.Test;

/** The generation without tokens: everything in one answer. */
class StreamTest {
    @Test
    void bothGenerationsDeliverTheSame() {
        try (var stream = Sandbox.with().generation(Generation.STREAM).start();
                var pages = Sandbox.with().pageSize(100).start()) {
            for (var set : new String[] {"bib", "hold:Ål", "bib:SEK", "sao"}) {
                var request =
                        new String[] {"verb=ListRecords", "metadataPrefix=marcxml", "set=" + set, "from=2018-08-01"};
                assertThat(records(new Client(stream), request))
                        .isEqualTo(records(new Client(pages), request))
                        .hasSizeGreaterThan(5);
            }
        }
    }

    /** Records as text, from their header to what is about them. */
    private static Set<String> records(Client client, String... request) {
        return client.pages(request).stream()
                .flatMap(p -> Pattern.compile("<header.*?</record>(?=<record>|<resum|</List)")
                        .matcher(p)
                        .results())
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    @Test
    void comesInNoOrderOnceEach() {
        try (var stream = Sandbox.with().generation(Generation.STREAM).start()) {
            var client = new Client(stream);
            var ids = client.harvest("verb=ListIdentifiers", "metadataPrefix=jsonld");
            assertThat(ids).doesNotHaveDuplicates().hasSize(stream.catalogue().rows());
            var inOrder = stream.catalogue().entries().map(Entry::uri).toList();
            assertThat(ids).isNotEqualTo(inOrder).containsExactlyInAnyOrderElementsOf(inOrder);
        }
    }

    @Test
    void knowsNoTokens() {
        try (var stream = Sandbox.with().generation(Generation.STREAM).start()) {
            assertThat(new Client(stream).text("verb=ListRecords", "resumptionToken=x"))
                    .contains("<error code=\"badResumptionToken\">No such resumption token was issued</error>");
            assertThat(new Client(stream).text("verb=ListRecords", "metadataPrefix=marcxml", "from=2099-01-01"))
                    .contains("<error code=\"noRecordsMatch\"></error>");
        }
    }

    @Test
    void cutsWindowsToSeconds() {
        try (var stream = Sandbox.with().generation(Generation.STREAM).start()) {
            var bib = stream.catalogue()
                    .entries()
                    .filter(e -> e.modified().getNano() > 0)
                    .findFirst()
                    .orElseThrow();
            var client = new Client(stream);
            var at = bib.modified().toString();
            assertThat(client.text("verb=ListIdentifiers", "metadataPrefix=jsonld", "until=" + at))
                    .doesNotContain(bib.uri() + "<");
            var later = bib.modified().plusMillis(1).toString();
            assertThat(client.text("verb=ListIdentifiers", "metadataPrefix=jsonld", "from=" + later))
                    .contains(bib.uri() + "<");
        }
    }

    @Test
    void faultsStrikeAStreamToo() throws IOException {
        try (var stream = Sandbox.with().generation(Generation.STREAM).start()) {
            var client = new Client(stream);
            stream.faults().add("cut");
            assertThat(client.text("verb=ListRecords", "metadataPrefix=marcxml"))
                    .hasSizeBetween(15_000, 20_000)
                    .doesNotContain("</OAI-PMH>");
            stream.faults().add("chunk-cut");
            assertThat(new String(client.raw("verb=ListRecords", "metadataPrefix=marcxml"), ISO_8859_1))
                    .contains("<record>")
                    .doesNotEndWith("0\r\n\r\n");
            assertThat(stream.faults().remaining()).isEmpty();
        }
    }

    @Test
    void halfAMillionRecordsComeInOneAnswer() throws IOException, InterruptedException {
        try (var stream =
                Sandbox.with().generation(Generation.STREAM).bibs(240_000).start()) {
            var client = new Client(stream);
            var request = HttpRequest.newBuilder(client.address("verb=ListIdentifiers", "metadataPrefix=jsonld"))
                    .build();
            var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream());
            var records = 0;
            var mark = "</header>".getBytes(ISO_8859_1);
            try (var in = answer.body()) {
                var matched = 0;
                var buffer = new byte[64 * 1024];
                for (var count = in.read(buffer); count > 0; count = in.read(buffer)) {
                    for (var i = 0; i < count; i++) {
                        matched = buffer[i] == mark[matched] ? matched + 1 : buffer[i] == mark[0] ? 1 : 0;
                        if (matched == mark.length) {
                            matched = 0;
                            records++;
                        }
                    }
                }
            }
            assertThat(records).isEqualTo(stream.catalogue().rows()).isGreaterThan(500_000);
        }
    }

    @Test
    void theFirstBytesComeBeforeTheLastAreMade() throws IOException, InterruptedException {
        try (var stream =
                Sandbox.with().generation(Generation.STREAM).bibs(40_000_000).start()) {
            var client = new Client(stream);
            var request = HttpRequest.newBuilder(client.address("verb=ListRecords", "metadataPrefix=marcxml"))
                    .build();
            var before =
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            try (var in = HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofInputStream())
                    .body()) {
                // 84 million records, some hundred gigabytes: had they to be made first, nobody would wait.
                assertThat(new String(in.readNBytes(100_000), ISO_8859_1)).contains("</record>");
                System.gc();
                var after = Runtime.getRuntime().totalMemory()
                        - Runtime.getRuntime().freeMemory();
                assertThat(after - before).isLessThan(100_000_000);
            }
        }
    }

    @Test
    void everyRowIsMetOnce() {
        for (var rows : new int[] {1, 2, 7, 1000, 7_368_787}) {
            var seen = new BitSet(rows);
            new Shuffled(rows).stream().forEach(seen::set);
            assertThat(seen.cardinality()).isEqualTo(rows);
        }
        assertThat(new HashSet<>(new Shuffled(50).stream().limit(3).boxed().toList()))
                .hasSize(3);
    }
}
