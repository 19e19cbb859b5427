package org.bokbuss.real;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The feed of changes, with and without records, and every kind of dump, in full and after a day's work. */
@Tag("real-libris")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class EmmIT {
    /** What has an address of its own in Libris; definitions and libraries have others. */
    private static final String CATALOGUE = "b.collection in ('bib', 'auth', 'hold')";

    /** Where the record is fetched, only how it stands in the end counts. */
    private static final Set<String> LOOKED_UP = Set.of("records", "bibs", "sek");

    private static final Map<String, String> DUMPS = Map.of(
            "all", "true",
            "itemAndInstance:SEK", RealLibris.heldBy("SEK"),
            "type:Item", "b.collection = 'hold'",
            "type:Instance", "b.collection = 'bib'",
            "type:Person", "b.data#>>'{@graph,1,@type}' = 'Person'");

    @TempDir
    private Path folder;

    @Test
    void changesAreThoseOfTheDatabase() throws Exception {
        Map<String, String> pipelines = new LinkedHashMap<>();
        try (RealLibris libris = new RealLibris();
                Shelf shelf = new Shelf(libris)) {
            Team team = new Team(folder, libris);
            feed(team, pipelines, "changes", "fetch: false", CATALOGUE);
            feed(team, pipelines, "records", "fetch: true", CATALOGUE);
            feed(team, pipelines, "items", "types: Item", "b.collection = 'hold'");
            feed(team, pipelines, "bibs", "types: Instance, fetch: true", "b.collection = 'bib'");
            feed(team, pipelines, "sek", "heldBy: SEK, fetch: true", RealLibris.heldBy("SEK"));

            team.harvest();
            compare(team, libris, pipelines, "true");

            String then = libris.now();
            shelf.happen();
            team.harvest();
            compare(team, libris, pipelines, "b.modified >= '" + then + "'");
        }
    }

    private static void feed(Team team, Map<String, String> pipelines, String name, String parameters, String condition)
            throws Exception {
        team.pipeline(name, "libris-changes-source", parameters.replace("types: Instance,", "types: \"Instance\","));
        pipelines.put(name, condition);
    }

    private static void compare(Team team, RealLibris libris, Map<String, String> pipelines, String since)
            throws Exception {
        for (var pipeline : pipelines.entrySet()) {
            Map<String, RealLibris.Stored> stored = libris.stored(pipeline.getValue() + " and " + since);
            List<Event> events = team.taken(pipeline.getKey()).stream()
                    .filter(event -> !pipeline.getValue().equals(CATALOGUE)
                            || event.text("subject").matches("https://libris\\.kb\\.se/[0-9a-z]{14,}"))
                    .toList();
            if (!LOOKED_UP.contains(pipeline.getKey())) {
                assertThat(events)
                        .as(pipeline.getKey())
                        .extracting(event -> event.id() + " " + event.time())
                        .containsExactlyInAnyOrderElementsOf(versions(libris, pipeline.getValue() + " and " + since));
            }
            Comparison.assertAll(pipeline.getKey(), last(events), stored, Set.of(), EmmIT::sameChange);
        }
    }

    /** Each version is a change. */
    private static List<String> versions(RealLibris libris, String condition) {
        return libris
                .sql("select b.id || ' ' || (b.data#>>'{@graph,0,modified}') from lddb__versions b where " + condition)
                .stream()
                .map(version -> version.split(" "))
                .map(version ->
                        version[0] + " " + OffsetDateTime.parse(version[1]).toInstant())
                .toList();
    }

    private static List<Event> last(List<Event> events) {
        Map<String, Event> last = new LinkedHashMap<>();
        events.forEach(event -> last.put(event.id(), event));
        return List.copyOf(last.values());
    }

    private static void sameChange(Event event, RealLibris.Stored stored) {
        String as = event.json().toString();
        assertThat(event.deleted()).as(as).isEqualTo(stored.deleted());
        // Where the record is fetched and found gone, the time is that of the change that asked for it.
        Instant modified = OffsetDateTime.parse(stored.modified()).toInstant();
        assertThat(event.time()).as(as).isBeforeOrEqualTo(modified);
        if (!stored.deleted()) {
            assertThat(event.time()).as(as).isEqualTo(modified);
        }
        if (event.text("datacontenttype").equals("application/ld+json") && !stored.deleted()) {
            assertThat(event.data().at("/@graph"))
                    .as(as)
                    .isEqualTo(stored.document().at("/@graph"));
        }
    }

    /** The list of a dump stays as it was drawn up, what it lists is sent as it is now. */
    @Test
    void dumpsAreWhatTheDatabaseHolds() throws Exception {
        try (RealLibris libris = new RealLibris();
                Shelf shelf = new Shelf(libris)) {
            Team team = new Team(folder, libris);
            for (String selection : DUMPS.keySet()) {
                team.pipeline(name(selection), "libris-dump-source", "selection: \"" + selection + "\"");
            }
            libris.forgetDumps();

            team.harvest();
            compareDumps(team, libris, "not b.deleted");

            String then = libris.now();
            shelf.happen();
            team.harvest();
            compareDumps(team, libris, "not b.deleted and b.created < '" + then + "' and b.modified >= '" + then + "'");

            libris.forgetDumps();
            team.harvest();
            compareDumps(team, libris, "not b.deleted and b.created >= '" + then + "'");
        }
    }

    private static String name(String selection) {
        return selection.replace(':', '-');
    }

    private static void compareDumps(Team team, RealLibris libris, String since) throws Exception {
        for (var dump : DUMPS.entrySet()) {
            Comparison.assertAll(
                    name(dump.getKey()),
                    team.taken(name(dump.getKey())),
                    libris.stored(dump.getValue() + " and " + since),
                    Set.of(),
                    EmmIT::sameInDump);
        }
    }

    private static void sameInDump(Event event, RealLibris.Stored stored) {
        String as = event.json().toString();
        assertThat(event.deleted()).as(as).isFalse();
        assertThat(event.data().at("/@graph/0"))
                .as(as)
                .isEqualTo(stored.document().at("/@graph/0"));
        ObjectNode main = event.data().at("/@graph/1").deepCopy();
        if (main.path("itemOf").size() > 1) {
            // Its bib stands in it.
            ((ObjectNode) main.path("itemOf")).retain("@id");
        }
        assertThat(main).as(as).isEqualTo(stored.main());
    }
}
