package org.bokbuss.libris.emm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.camel.impl.DefaultCamelContext;
import org.bokbuss.config.Settings;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.harvest.Page;
import org.bokbuss.harvest.Pieces;
import org.bokbuss.harvest.Session;
import org.bokbuss.harvest.Window;
import org.bokbuss.libris.record.RecordId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page of changes means, odd ones among them; the page is asked for at 10:00:10. */
class ChangesTest {
    private static final Instant UNTIL = Instant.parse("2026-01-01T10:00:10Z");
    private static final Window ALL = new Window(null, UNTIL);

    @TempDir
    Path folder;

    private Session changes;

    @BeforeEach
    void open() {
        changes = new Changes().open(new DefaultCamelContext(), new Settings(key -> Optional.empty()));
    }

    private Response answer(String body) throws Exception {
        URI asked = URI.create("https://libris.kb.se/api/emm/?until=" + UNTIL.toEpochMilli());
        return Response.of(
                Request.get(asked, null), "application/activity+json", body.getBytes(StandardCharsets.UTF_8), folder);
    }

    private static String page(String next, String... activities) {
        return "{\"type\":\"OrderedCollectionPage\",\"next\":\"" + next + "\",\"orderedItems\":["
                + String.join(",", activities) + "]}";
    }

    /** An activity at 10:00 and some seconds. */
    private static String at(String seconds, String id) {
        return "{\"type\":\"Update\",\"published\":\"2026-01-01T10:00:" + seconds
                + "Z\",\"object\":{\"id\":\"https://libris.kb.se/" + id + "#it\",\"type\":\"kbv:Item\"}}";
    }

    private static String time(int seconds) {
        return "https://elsewhere.example/?until="
                + UNTIL.minusSeconds(10L - seconds).toEpochMilli();
    }

    private List<LibraryRecord> records(Window window, String page) throws Exception {
        List<LibraryRecord> all = new ArrayList<>();
        try (Response answer = answer(page);
                var records = changes.records(window, Pieces.of(changes, answer))) {
            for (LibraryRecord record = records.next(); record != null; record = records.next()) {
                all.add(record);
            }
        }
        return all;
    }

    private List<String> ids(Window window, String page) throws Exception {
        return records(window, page).stream()
                .map(record -> record.subject().replaceFirst(".*/", ""))
                .toList();
    }

    private String cursor(Window window, String page) throws Exception {
        try (Response answer = answer(page)) {
            return Page.read(changes, window, null, answer).cursor();
        }
    }

    private static String millis(String time) {
        return String.valueOf(Instant.parse("2026-01-01T10:00:" + time + "Z").toEpochMilli());
    }

    @Test
    void whatIsOutOfOrderIsPutInOrder() throws Exception {
        assertThat(ids(ALL, page(time(2), at("05", "b"), at("07", "c"), at("02", "z"), at("03", "a"), at("10", "d"))))
                .containsExactly("a", "b", "c", "d");
    }

    @Test
    void whatTheOlderPageHasTooIsLeftToIt() throws Exception {
        String page = page(time(2), at("05", "b"), at("02", "z"), at("02", "y"));

        assertThat(ids(ALL, page)).containsExactly("b");
        assertThat(cursor(ALL, page)).isEqualTo(millis("02"));
    }

    @ParameterizedTest
    @CsvSource({
        // says, oldest activity, goes on at
        "2, 02, 02",
        "1, 02, 02",
        "10, 02, 02",
        "99, 02, 02",
        "4, 02, 04",
        "2, 02.0004, 02.001",
        "10, 10, 09.999",
    })
    void theWalkSkipsNothingAndAlwaysMoves(int next, String oldest, String goesOn) throws Exception {
        assertThat(cursor(ALL, page(time(next), at("10", "b"), at(oldest, "a"))))
                .isEqualTo(millis(goesOn));
    }

    @Test
    void withoutANextItGoesOnAllTheSame() throws Exception {
        assertThat(cursor(ALL, page("", at("10", "b"), at("02", "a")))).isEqualTo(millis("02"));
    }

    @ParameterizedTest
    @CsvSource({"01, true", "02, true", "03, false"})
    void theWalkEndsBelowTheWindow(String from, boolean goesOn) throws Exception {
        Window window = new Window(Instant.parse("2026-01-01T10:00:" + from + "Z"), UNTIL);
        String page = page(time(2), at("05", "b"), at("02", "a"));

        assertThat(cursor(window, page) != null).isEqualTo(goesOn);
        assertThat(ids(window, page)).containsExactly("b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-01-01T10:00:05", "2026-01-01T10:00:05+0000", "", "yesterday"})
    void aPageWithoutAReadableTimeIsGoneOnFromByItsNext(String published) throws Exception {
        String undated = at("05", "b").replace("2026-01-01T10:00:05Z", published);
        assertThat(cursor(ALL, page(time(2), undated, undated))).isEqualTo(millis("02"));
        assertThat(cursor(new Window(Instant.parse("2026-01-01T10:00:05Z"), UNTIL), page(time(2), undated)))
                .isNull();
        assertThat(records(ALL, page(time(2), undated)).get(0).fault()).contains("when it happened");
        for (String nowhere : List.of("", time(10), time(99))) {
            assertThatThrownBy(() -> cursor(ALL, page(nowhere, undated)))
                    .isInstanceOfSatisfying(
                            SourceFailure.class, e -> assertThat(e.kind()).isEqualTo(SourceFailure.Kind.TRANSIENT));
        }
    }

    @Test
    void aYearThatRfc3339CannotWriteIsNoTime() throws Exception {
        String late = at("05", "b").replace("2026-01", "+12026-01");
        assertThat(records(ALL, page(time(2), late, at("02", "a"))).stream().map(LibraryRecord::time))
                .containsOnlyNulls();
    }

    @Test
    void anEmptyPageIsTheBeginning() throws Exception {
        assertThat(cursor(ALL, page(time(99)))).isNull();
        assertThat(records(ALL, page(time(99)))).isEmpty();
    }

    @Test
    void manyOfOneMomentAllArriveOnceAfterTheOthers() throws Exception {
        String[] many =
                IntStream.range(0, 30_000).mapToObj(i -> at("10", "thing" + i)).toArray(String[]::new);
        String[] repeated = new String[100 + 1 + many.length];
        System.arraycopy(many, 0, repeated, 0, 100);
        repeated[100] = at("08", "before") + "," + at("02", "z");
        System.arraycopy(many, 0, repeated, 101, many.length);

        List<String> ids = ids(ALL, page(time(2), repeated));

        assertThat(ids).hasSize(30_001).startsWith("before").doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"Update\",\"published\":\"yesterday\",\"object\":{\"id\":\"https://libris.kb.se/a\"}}",
                "{\"type\":\"Update\",\"published\":\"2026-01-01T10:00:05Z\"}",
                "{\"type\":\"Update\",\"published\":\"2026-01-01T10:00:05Z\",\"object\":{\"id\":\"a\\nb\"}}",
                "{\"published\":\"2026-01-01T10:00:05Z\",\"object\":{\"id\":\"https://libris.kb.se/a\"}}",
                "17",
                "null",
                "{\"type\" \"Update\"}"
            })
    void anActivityThatSaysNothingIsSetAsideAlone(String odd) throws Exception {
        List<LibraryRecord> records = records(ALL, page(time(2), at("08", "b"), odd, at("06", "a"), at("02", "z")));

        assertThat(records.stream().filter(record -> record.fault() == null).map(LibraryRecord::subject))
                .containsExactly("https://libris.kb.se/a", "https://libris.kb.se/b");
        assertThat(records.stream().filter(record -> record.fault() != null)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "<html><body>later</body></html>",
                "{\"type\":\"OrderedCollectionPage\",\"orderedItems\":[{\"type\":",
                "{\"type\":\"OrderedCollection\",\"first\":{}}"
            })
    void whatIsNoPageIsAskedForAgain(String body) throws Exception {
        try (Response answer = answer(body)) {
            assertThatThrownBy(() -> Page.read(changes, ALL, null, answer))
                    .isInstanceOfSatisfying(SourceFailure.class, failure -> assertThat(failure.kind())
                            .isEqualTo(SourceFailure.Kind.TRANSIENT));
        }
    }

    @Test
    void secondsMayBeMissingAndTimesAreWrittenInFull() throws Exception {
        String minute = at("02", "a").replace("10:00:02Z", "10:00Z");

        LibraryRecord record = records(
                        ALL, page(time(-5), minute, at("-5", "z")).replace("10:00:-5Z", "09:59:55Z"))
                .get(0);

        assertThat(record.time()).isEqualTo("2026-01-01T10:00:00Z");
        assertThat(record.about()).containsEntry("activity", "Update").containsEntry("objecttype", "Item");
        assertThat(new String(record.body(), StandardCharsets.UTF_8)).isEqualTo(minute);
    }

    @Test
    void namesAreTakenForWhatTheyAre() {
        assertThat(RecordId.of("123")).contains(new RecordId("bib/123", true));
        assertThat(RecordId.of("https://libris-qa.kb.se/s93ns5h436dxqsh#it"))
                .contains(new RecordId("s93ns5h436dxqsh", false));
        assertThat(RecordId.of("http://libris.kb.se/resource/hold/17?x=y"))
                .contains(new RecordId("resource/hold/17", true));
        assertThat(RecordId.of("https://libris.kb.se/../s93ns5h436dxqsh")).isEmpty();
        assertThat(RecordId.of("https://id.kb.se/term/sao/B%C3%A5tar")).isEmpty();
    }
}
