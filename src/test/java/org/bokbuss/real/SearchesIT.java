package org.bokbuss.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The new search and both old ones with every format, in full and after a day's work, as soon as the index knows of it. */
@Tag("real-libris")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class SearchesIT {
    private static final String BIBS = "b.collection = 'bib' and not b.deleted";
    private static final String BOOKS = BIBS + " and b.data#>>'{@graph,1,hasTitle,0,mainTitle}' like 'Bok %'";
    private static final String HOLDINGS = RealLibris.heldBy("SEK") + " and not b.deleted";
    private static final String SEK = "@type=Item&heldBy.@id=" + RealLibris.library("SEK");

    @TempDir
    private Path folder;

    private final Map<String, String> pipelines = new LinkedHashMap<>();

    @Test
    void whatIsFoundIsWhatTheDatabaseHolds() throws Exception {
        try (RealLibris libris = new RealLibris();
                Shelf shelf = new Shelf(libris)) {
            Team team = new Team(folder, libris);
            search(team, "find", "find", "\"@type=Instance\"", "modifiedSince: true", BIBS);
            search(team, "find-all", "find", "\"@type=Instance\"", "modifiedSince: false", BIBS);
            search(team, "find-held", "find", "\"" + SEK + "\"", "modifiedSince: true", HOLDINGS);
            for (String format : new String[] {"marcxml", "mods", "json"}) {
                search(team, "xsearch-" + format, "xsearch", "bok", "format: " + format, BOOKS);
            }
            search(team, "sru", "sru", "bok", "unchanged: skip", BOOKS);
            indexed(libris);

            team.harvest();
            compare(team, libris, "true", Set.of());

            String then = libris.now();
            shelf.happen();
            indexed(libris);
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> libris.hits(
                                    "@type=Instance&q=" + URLEncoder.encode(Shelf.CORRECTION, StandardCharsets.UTF_8))
                            == 1);
            await().atMost(Duration.ofMinutes(1))
                    .until(() ->
                            libris.hits("@type=Item&itemOf.@id=https://libris.kb.se/" + shelf.entered + "%23it") == 1);
            team.harvest();
            compare(team, libris, "b.modified >= '" + then + "'", shelf.bibs());
        }
    }

    private void search(Team team, String name, String api, String query, String parameters, String condition)
            throws Exception {
        team.pipeline(name, "libris-" + api + "-source", "query: " + query + ", " + parameters);
        pipelines.put(name, condition);
    }

    /** The index lags behind the records. */
    private static void indexed(RealLibris libris) {
        libris.forgetDeleted();
        await().atMost(Duration.ofMinutes(1))
                .until(() ->
                        libris.hits("@type=Instance") == libris.stored(BIBS).size()
                                && libris.hits(SEK) == libris.stored(HOLDINGS).size());
    }

    private void compare(Team team, RealLibris libris, String since, Set<String> again) throws Exception {
        for (var pipeline : pipelines.entrySet()) {
            Comparison.assertAll(
                    pipeline.getKey(),
                    team.taken(pipeline.getKey()),
                    libris.stored(pipeline.getValue() + " and " + since),
                    again,
                    SearchesIT::same);
        }
    }

    private static void same(Event event, RealLibris.Stored stored) {
        String as = event.json().toString();
        assertThat(event.deleted()).as(as).isFalse();
        if (event.json().has("time")) {
            assertThat(event.time())
                    .as(as)
                    .isEqualTo(OffsetDateTime.parse(stored.modified()).toInstant());
        }
        if (event.data().isTextual()) {
            assertThat(event.words()).as(as).contains(stored.title());
        } else if (stored.collection().equals("bib")) {
            assertThat(event.data().findValuesAsText("mainTitle").toString()
                            + event.data().path("title").asText())
                    .as(as)
                    .contains(stored.title());
        } else {
            assertThat(event.data().at("/itemOf/@id").asText()).as(as).isEqualTo(stored.itemOf());
        }
    }
}
