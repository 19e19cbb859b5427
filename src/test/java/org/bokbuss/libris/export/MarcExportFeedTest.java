package org.bokbuss.libris.export;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.awaitility.Awaitility;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.sandbox.wire.Request;
import org.bokbuss.workspace.FailingStep;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.marc4j.MarcStreamReader;
import org.marc4j.marc.ControlField;

/** From Libris' MARC export to events: what is asked, what arrives, what is told of deletions. */
class MarcExportFeedTest {
    @TempDir
    Path folder;

    private final Sandbox libris = Sandbox.with().bibs(40).start();

    @AfterEach
    void close() {
        libris.close();
    }

    private Workspace trip(String profile, String parameters, String... steps) {
        return new Workspace(folder, libris.baseUrl())
                .source("libris-marc-export-source")
                .file("profile.properties", profile)
                .route("profile: %s%s".formatted(folder.resolve("profile.properties"), parameters), steps);
    }

    private Stream<Entry> held(String sigel) {
        return libris.catalogue()
                .entries()
                .filter(e -> e.kind() == Kind.BIB && !e.deleted())
                .filter(e -> libris.catalogue().holdings(e).stream()
                        .anyMatch(h -> h.sigel().equals(sigel)));
    }

    private Entry some(String sigel) {
        return held(sigel)
                .filter(e -> libris.catalogue().holdings(e).size() == 1)
                .findFirst()
                .orElseThrow();
    }

    private Entry holding(Entry bib) {
        return libris.catalogue().holdings(bib).get(0);
    }

    /** Windows end on whole seconds. */
    private static void untilItsSecondIsOver(Entry changed) {
        Awaitility.await()
                .atMost(5, TimeUnit.SECONDS)
                .until(() -> Instant.now().getEpochSecond() > changed.modified().getEpochSecond());
    }

    private static void assertComplete(Workspace.Result result) {
        assertThat(result.exit()).as(result.err()).isZero();
    }

    private static boolean isDeleted(JsonNode event) {
        return event.get("type").asText().equals("bokbuss.record.deleted");
    }

    @ParameterizedTest
    @CsvSource({
        "MARCXML, UTF-8, interleaved",
        "MARCXML, UTF-8, none",
        "ISO2709, UTF-8, interleaved",
        "ISO2709, ISO-8859-1, interleaved",
        "ISO2709, Latin1Strip, none"
    })
    void everyBibOfALibraryArrives(String format, String encoding, String holdtype) throws IOException {
        Workspace trip = trip(
                "locations=Ål\nformat=%s\ncharacterencoding=%s\nholdtype=%s\n".formatted(format, encoding, holdtype),
                ", deleted: append, virtualDelete: 'true'");

        assertComplete(trip.once());

        List<JsonNode> there = trip.events().stream().filter(e -> !isDeleted(e)).toList();
        assertThat(there)
                .extracting(event -> event.get("subject").asText())
                .containsExactlyInAnyOrderElementsOf(held("Ål").map(Entry::uri).toList());
        boolean latin = format.equals("ISO2709") && !encoding.equals("UTF-8");
        for (JsonNode event : there) {
            Entry bib = libris.catalogue().record(event.get("subject").asText());
            assertThat(OffsetDateTime.parse(event.get("time").asText()).toInstant())
                    .isEqualTo(bib.modified());
            assertThat(event.path("charset").asText()).isEqualTo(latin ? "ISO-8859-1" : "");
            assertThat(event.get("datacontenttype").asText())
                    .isEqualTo(format.equals("MARCXML") ? "application/marcxml+xml" : "application/marc");
            String record = format.equals("MARCXML")
                    ? event.get("data").asText()
                    : new String(event.get("data_base64").binaryValue(), charset(latin));
            assertThat(record).contains(bib.controlNumber(), bib.id());
            assertThat(record.contains("||0000|||||000")).isEqualTo(holdtype.equals("interleaved"));
        }
    }

    private static Charset charset(boolean latin) {
        return latin ? ISO_8859_1 : UTF_8;
    }

    @Test
    void theRequestIsAsLibrisTakesIt() {
        Workspace trip = trip(
                "# kommentar: Åland\nlocations=S  Ål\nformat=marcxml\nname=Östbiblioteket\nextrafields=S:852,866\n",
                ", deleted: export");

        assertComplete(trip.run("backfill", "p", "--from", "2024-01-01T00:00:00Z", "--until", "2024-02-01T00:00:00Z"));

        Request asked = libris.requests().get(0);
        assertThat(asked.toString())
                .isEqualTo(
                        "POST /api/marc_export/?from=2023-12-31T23:59:59Z&until=2024-02-01T00:00:01Z&deleted=export");
        assertThat(asked.headers()).containsEntry("content-type", "text/plain");
        assertThat(new String(asked.body(), ISO_8859_1)).isEqualTo("""
            extrafields=S\\:852,866
            format=MARCXML
            locations=S \\u00C5l
            name=\\u00D6stbiblioteket
            """);
        assertThat(trip.run("explain", "p").out())
                .contains(libris.baseUrl() + "/api/marc_export/?locations=S%20%C3%85l&format=MARCXML&deleted=export")
                .contains("POST " + libris.baseUrl() + "/api/marc_export/?from=1970-01-01T00:00:00Z&until=");
    }

    /** Libris writes from several threads: the bib before a holding need not be its own. */
    @Test
    void holdingsThatFollowClaimNoBib() {
        Workspace trip = trip("locations=S\nformat=MARCXML\nholdtype=after\n", ", virtualDelete: 'true'");

        assertComplete(trip.once());

        assertThat(trip.subjects()).hasSize(2 * (int) held("S").count());
        assertThat(trip.events()).noneMatch(event -> event.has("itemof"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"MARCXML", "ISO2709"})
    void runsGoOnWhereTheLastEnded(String format) {
        Workspace trip = trip("locations=S\nformat=%s\n".formatted(format), ", deleted: append, virtualDelete: 'true'");
        assertComplete(trip.once());
        int before = trip.events().size();
        Entry changed = some("S");
        libris.catalogue().update(changed.id());
        Entry weeded = held("S")
                .filter(e -> !e.id().equals(changed.id()))
                .filter(e -> libris.catalogue().holdings(e).size() == 1)
                .findFirst()
                .orElseThrow();
        untilItsSecondIsOver(libris.catalogue().delete(holding(weeded).id()));

        assertComplete(trip.once());

        List<JsonNode> events = trip.events();
        assertThat(events.subList(before, events.size()))
                .extracting(event -> event.get("subject").asText())
                .containsExactlyInAnyOrder(changed.uri(), weeded.uri());
        JsonNode deletion = events.stream()
                .filter(MarcExportFeedTest::isDeleted)
                .filter(event -> event.get("subject").asText().equals(weeded.uri()))
                .findFirst()
                .orElseThrow();
        assertThat(deletion.get("reason").asText()).isEqualTo("Ni har ej längre bestånd på posten.");
        assertThat(deletion.has("data") || deletion.has("data_base64")).isFalse();

        assertComplete(trip.once());
        assertThat(trip.events()).as("repeats are not delivered again").hasSize(events.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"MARCXML", "ISO2709"})
    void deletedRecordsThatAreExportedComeAsDeletionsWithTheirContent(String format) {
        Workspace trip = trip("locations=*\nformat=%s\nexportdeleted=on\nholdtype=none\n".formatted(format), "");

        assertComplete(trip.once());

        List<String> gone = libris.catalogue()
                .entries()
                .filter(e -> e.kind() == Kind.BIB && e.deleted())
                .map(Entry::uri)
                .toList();
        assertThat(gone).isNotEmpty();
        List<JsonNode> deletions =
                trip.events().stream().filter(MarcExportFeedTest::isDeleted).toList();
        assertThat(deletions)
                .extracting(event -> event.get("subject").asText())
                .containsExactlyInAnyOrderElementsOf(gone);
        assertThat(deletions).allMatch(event -> event.has("data") || event.has("data_base64"));
        assertThat(deletions).allMatch(event -> event.has("time"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"MARCXML", "ISO2709"})
    void whatWasRefusedIsReplayedFromItsBytes(String format) {
        untilItsSecondIsOver(libris.catalogue().delete(holding(some("S")).id()));
        Workspace trip = trip(
                "locations=S\nformat=%s\n".formatted(format),
                ", deleted: append, virtualDelete: 'true'",
                FailingStep.STEP);
        FailingStep.at(call -> new IllegalStateException("a defect"));
        int all = (int) libris.catalogue()
                .entries()
                .filter(e -> e.kind() == Kind.HOLDING && e.sigel().equals("S"))
                .map(Entry::itemOf)
                .filter(bib -> !libris.catalogue().record(bib).deleted())
                .distinct()
                .count();
        assertThat(all).isLessThan(20);

        assertThat(trip.once().exit()).isEqualTo(3);
        assertThat(trip.events()).isEmpty();
        FailingStep.at(call -> null);
        int requests = libris.requests().size();
        assertComplete(trip.run("quarantine", "replay", "p"));

        assertThat(libris.requests()).as("nothing is asked for again").hasSize(requests);
        assertThat(trip.subjects()).hasSize(all).doesNotHaveDuplicates();
        assertThat(trip.events()).anyMatch(event -> event.has("reason"));
        try (var state = trip.state()) {
            assertThat(state.quarantine().of("p")).isEmpty();
        }
    }

    private Workspace files(String profile, String format, String steps) {
        return new Workspace(folder, libris.baseUrl())
                .file("profile.properties", profile)
                .file("routes/p.camel.yaml", """
                    - route:
                        id: p
                        from:
                          uri: kamelet:libris-marc-export-source
                          parameters: { pipeline: p, profile: %s, deleted: append, virtualDelete: "true" }
                          steps:%s
                            - to:
                                uri: kamelet:record-file-sink
                                parameters: { directory: %s, format: %s }
                    """.formatted(
                                folder.resolve("profile.properties"), steps, folder.resolve("out"), format));
    }

    private byte[] written(String suffix) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            Path only = files.filter(file -> file.toString().endsWith(suffix))
                    .reduce((one, other) -> {
                        throw new AssertionError("two files: " + one + ", " + other);
                    })
                    .orElseThrow();
            return Files.readAllBytes(only);
        }
    }

    @Test
    void recordsBecomeAFileOfIso2709AndDeletionsStandBeside() throws IOException {
        untilItsSecondIsOver(libris.catalogue().delete(holding(some("S")).id()));
        Workspace trip = files("locations=S\nformat=ISO2709\n", "marc", "");
        assertComplete(trip.once());

        List<String> ids = new ArrayList<>();
        var records = new MarcStreamReader(new ByteArrayInputStream(written(".mrc")), "UTF-8");
        while (records.hasNext()) {
            ids.add(((ControlField) records.next().getVariableField("001")).getData());
        }
        assertThat(ids)
                .containsExactlyInAnyOrderElementsOf(
                        held("S").map(Entry::controlNumber).toList());
        assertThat(trip.events()).isNotEmpty().allMatch(MarcExportFeedTest::isDeleted);
        assertThat(trip.events()).allMatch(event -> event.has("reason"));
    }

    @Test
    void aFileOfIso2709TakesNothingElse() {
        Workspace trip = files("locations=S\nformat=MARCXML\n", "marc", "");
        Workspace.Result result = trip.once();
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.complaints())
                .singleElement()
                .asString()
                .contains("format=marc of record-file-sink takes ISO 2709", "application/marcxml+xml");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "ISO-8859-1"})
    void aStepTurnsIso2709IntoMarcXml(String encoding) throws Exception {
        String step = "\n        - to: kamelet:marc-to-marcxml-action";
        assertComplete(files("locations=S\ncharacterencoding=" + encoding + "\n", "marcxml", step)
                .once());

        var collection = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(written(".marcxml")))
                .getDocumentElement();
        String text = collection.getTextContent();
        assertThat(held("S").map(Entry::id)).allMatch(text::contains);
        assertThat(text).contains("Å", "ö").doesNotContain("Ã");
    }

    /** 40 bibs; what has no trace in ISO 2709 is found by the list that follows it. */
    @ParameterizedTest
    @CsvSource({
        "control,       append, 39, 1, 3",
        "bad-utf8,      append, 39, 1, 3",
        "bad-record,    append, 39, 1, 3",
        "cut,           append, 40, 0, 0",
        "cut,           export, 40, 0, 0",
        "incomplete=10, append, 40, 0, 0",
        "incomplete=10, export, 10, 0, 0",
        "conversion,    append, 39, 0, 0",
        "empty,         append, 40, 0, 0",
        "empty,         export,  0, 0, 0",
        "html,          export, 40, 0, 0",
        "short,         export, 40, 0, 0"
    })
    void faultsInIso2709(String fault, String deleted, int delivered, int setAside, int exit) {
        libris.faults().add(fault);
        Workspace trip = trip("locations=*\nformat=ISO2709\n", ", deleted: " + deleted);

        Workspace.Result result = trip.once();

        assertThat(result.exit()).as(result.err()).isEqualTo(exit);
        assertThat(trip.subjects()).hasSize(delivered).doesNotHaveDuplicates();
        try (var state = trip.state()) {
            assertThat(state.quarantine().of("p")).hasSize(setAside);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "format=MARCXML                      | locations=: Libris would answer with nothing; write the sigels",
                "locations=S,SEK                     | locations=S,SEK: Libris takes a comma for a part of a sigel",
                "locations=S;holdtype=interlaced     | holdtype=interlaced: Libris would leave the holdings out",
                "locations=S;format=MARC             | format=MARC: write MARCXML or ISO2709",
                "locations=S;characterencoding=UTF-9 | characterencoding=UTF-9: there is no such encoding",
                "locations=S;characterencoding=UTF-16| characterencoding=UTF-16: records in it cannot be told apart",
                "locations=S;status=off              | status=off: Libris would answer with nothing",
                "locations=\\u00g0                   | holds a malformed \\uXXXX"
            })
    void aProfileThatCouldBringNothingUsefulIsRefused(String profile, String said) {
        Workspace.Result result = trip(profile.replace(';', '\n'), "").once();

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.complaints())
                .singleElement()
                .asString()
                .contains(folder.resolve("profile.properties").toString(), said);
        assertThat(libris.requests()).isEmpty();
    }

    @Test
    void aProfileThatIsMissingIsNamed() {
        Workspace trip = new Workspace(folder, libris.baseUrl())
                .source("libris-marc-export-source")
                .route("profile: " + folder.resolve("none.properties"));
        Workspace.Result result = trip.once();
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.complaints()).singleElement().asString().contains("none.properties cannot be read");
    }

    @Test
    void whatHasNoEffectIsNamed() {
        Workspace trip = trip(
                "locations=*\nformat=MARCXML\nisbnhyphenate=on\nftpserver=\nperiod=1\nsabtitles=off\nHoldtype=after\n"
                        + "virtualdelete=on\nholddelete=off\nholdtype=none\n",
                "");
        Workspace.Result result = trip.once();
        assertComplete(result);
        assertThat(result.err())
                .containsOnlyOnce("ftpserver, isbnhyphenate, period are never read by Libris")
                .containsOnlyOnce("Holdtype, sabtitles are unknown to Libris")
                .containsOnlyOnce("holddelete is off")
                .containsOnlyOnce("virtualdelete is without effect");
    }

    @Test
    void checkAsksForNothing() {
        Workspace trip = trip("locations=S\nformat=MARCXML\n", "");
        Workspace.Result result = trip.run("check");
        assertThat(result.exit()).as(result.out() + result.err()).isZero();
        assertThat(libris.requests())
                .singleElement()
                .asString()
                .contains("from=1970-01-01T00:00:00Z&until=1970-01-01T00:00:01Z");
    }

    @Test
    void anExportThatLooksWholeAndIsFarTooSmallRaisesAnAlarm() {
        libris.close();
        try (Sandbox large = Sandbox.with().bibs(4000).start()) {
            Instant newest = large.catalogue()
                    .entries()
                    .map(Entry::modified)
                    .max(Instant::compareTo)
                    .orElseThrow();
            Workspace trip = new Workspace(folder, large.baseUrl())
                    .source("libris-marc-export-source")
                    .file("profile.properties", "locations=*\nformat=MARCXML\n")
                    .route("unchanged: deliver, profile: " + folder.resolve("profile.properties"));
            trip.position("p", newest.minusSeconds(400L * 24 * 3600));
            assertComplete(trip.once());
            trip.position("p", newest.minusSeconds(400L * 24 * 3600));
            large.faults().add("incomplete=5");

            Workspace.Result result = trip.once();

            assertThat(result.err()).contains("far fewer than usual: ");
            try (var state = trip.state()) {
                assertThat(state.positions().of("p").orElseThrow().lastError()).contains("far fewer than usual");
            }
        }
    }
}
