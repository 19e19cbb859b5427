package org.bokbuss.libris.emm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Harvests the recorded feed and dumps of a real Libris XL and compares what is delivered with what stands in them. Runs
 * where the recordings are; {@code -Dbokbuss.recordings=…} says where.
 */
@Tag("long")
class EmmRecordingsTest {
    private static final Path RECORDINGS = Path.of(System.getProperty("bokbuss.recordings", "../shared/recordings"));

    /** The recorded chain: from the newest page to the last that is there. */
    private static final List<String> CHAIN =
            List.of("02-first-page", "03-page-2", "04-page-3", "05-page-4", "06-page-5", "07-page-6");

    private static final Instant UNTIL = Instant.ofEpochMilli(1795305802092L);
    private static final Instant FROM = Instant.ofEpochMilli(1546301423001L);

    @TempDir
    Path folder;

    @BeforeEach
    void recordingsAreHere() {
        assumeTrue(Files.isDirectory(RECORDINGS), "no recordings at " + RECORDINGS);
    }

    private static JsonNode recorded(String name) throws IOException {
        return new ObjectMapper()
                .readTree(RECORDINGS.resolve("emm/" + name + ".response.body").toFile());
    }

    private static String key(JsonNode activity) {
        return activity.get("published").asText() + " "
                + activity.at("/object/id").asText();
    }

    private List<JsonNode> harvest(Instant from, String source, String parameters, String... command) {
        try (Sandbox libris = Sandbox.with().replay(RECORDINGS).start()) {
            Workspace trip =
                    new Workspace(folder, libris.baseUrl()).source(source).route(parameters);
            Workspace.Result result = command.length == 0
                    ? trip.once()
                    : trip.run("backfill", "p", "--from", from.toString(), "--until", UNTIL.toString());
            assertThat(result.exit()).as(result.err()).isZero();
            return trip.events();
        }
    }

    @Test
    void theRecordedFeedArrivesWholeTheOldestFirst() throws IOException {
        Set<String> recorded = new TreeSet<>();
        for (String page : CHAIN) {
            recorded(page).get("orderedItems").forEach(activity -> {
                if (!OffsetDateTime.parse(activity.get("published").asText())
                        .toInstant()
                        .isBefore(FROM)) {
                    recorded.add(key(activity));
                }
            });
        }

        List<JsonNode> events = harvest(FROM, "libris-changes-source", "unchanged: deliver", "backfill");

        assertThat(events.stream().map(event -> key(event.get("data"))))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(recorded);
        assertThat(events.stream().map(event -> Instant.parse(event.get("time").asText())))
                .isSorted();
    }

    @Test
    void theChangesOfARecordedLibraryArrive() throws IOException {
        List<String> recorded = new ArrayList<>();
        recorded(CHAIN.get(0)).get("orderedItems").forEach(activity -> {
            if (activity.at("/object/kbv:heldBy/@id").asText().endsWith("/SEK")) {
                recorded.add(0, key(activity));
            }
        });

        List<JsonNode> events =
                harvest(Instant.parse("2024-01-20T00:00:00Z"), "libris-changes-source", "heldBy: SEK", "backfill");

        assertThat(events.stream().map(event -> key(event.get("data")))).containsExactlyElementsOf(recorded);
    }

    @Test
    void theRecordedDumpArrivesWhole() throws IOException {
        List<JsonNode> recorded = new ArrayList<>();
        recorded("28-full-profile-unknown").get("items").forEach(item -> {
            if (item.has("@graph")) {
                recorded.add(item);
            }
        });
        // The recording before that has one record more: it was deleted between the two.
        recorded.add(recorded("16-full-itemAndInstance-page0").get("items").get(6));

        List<JsonNode> events = harvest(FROM, "libris-dump-source", "selection: 'itemAndInstance:SEK'");

        assertThat(events.stream().map(event -> event.get("data"))).containsExactlyElementsOf(recorded);
    }
}
