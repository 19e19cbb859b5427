package org.bokbuss.real;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
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

/** Every format, every set and both verbs of OAI-PMH, in full and after a day's work. */
@Tag("real-libris")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class OaiPmhIT {
    private static final String CATALOGUE = "b.collection in ('bib', 'auth', 'hold')";

    @TempDir
    private Path folder;

    /** What a pipeline must bring, and whether a bib may come again because of its holdings. */
    private record Wanted(String format, String condition, boolean embellished) {}

    private final Map<String, Wanted> pipelines = new LinkedHashMap<>();

    @Test
    void whatIsHarvestedIsWhatTheDatabaseHolds() throws Exception {
        try (RealLibris libris = new RealLibris();
                Shelf shelf = new Shelf(libris)) {
            Team team = new Team(folder, libris);
            for (String format : List.of("marcxml", "oai_dc", "rdfxml", "jsonld")) {
                for (String form : List.of("", "_includehold", "_expanded", "_includehold_expanded")) {
                    format(team, format + form);
                }
            }
            format(team, "ttl");
            set(team, "hold", "b.collection = 'hold'");
            set(team, "auth", "b.collection = 'auth'");
            set(team, "nb", "b.collection = 'bib' and b.data#>>'{@graph,0,encodingLevel}' = 'marc:FullLevel'");
            set(team, "sao", "b.data#>>'{@graph,1,inScheme,@id}' = 'https://id.kb.se/term/sao'");
            set(team, "bib:SEK", RealLibris.isHeldBy("SEK"));
            set(team, "hold:SEK", RealLibris.heldBy("SEK"));
            set(team, "hold:Nätbib", RealLibris.heldBy("Nätbib"));
            set(team, "", CATALOGUE);
            pipeline(team, "identifiers", "verb: ListIdentifiers", new Wanted("", CATALOGUE, false));
            pipeline(
                    team,
                    "deleted-data",
                    "set: hold, metadataPrefix: jsonld, withDeletedData: true",
                    new Wanted("jsonld+", "b.collection = 'hold'", false));

            team.harvest();
            compare(team, libris, "true", Set.of(), "");

            String then = libris.now();
            shelf.happen();
            team.harvest();
            compare(team, libris, "b.modified >= '" + then + "'", shelf.bibs(), shelf.corrected);
        }
    }

    private void format(Team team, String format) throws Exception {
        pipeline(
                team,
                format.replace('_', '-'),
                "set: bib, metadataPrefix: " + format,
                new Wanted(format, "b.collection = 'bib'", format.contains("_") || format.startsWith("marcxml")));
    }

    private void set(Team team, String set, String condition) throws Exception {
        pipeline(
                team,
                "set-" + set.replaceAll("[^a-zA-Z]", "-"),
                "set: \"" + set + "\", metadataPrefix: jsonld",
                new Wanted("jsonld", condition, set.startsWith("bib:")));
    }

    private void pipeline(Team team, String name, String parameters, Wanted wanted) throws Exception {
        team.pipeline(name, "libris-oaipmh-source", parameters);
        pipelines.put(name, wanted);
    }

    private void compare(Team team, RealLibris libris, String since, Set<String> again, String corrected)
            throws Exception {
        Map<String, List<String>> holdings = libris.stored("b.collection = 'hold' and not b.deleted").values().stream()
                .collect(groupingBy(
                        holding -> holding.itemOf().replaceAll(".*/|#it", ""),
                        mapping(holding -> "id=\"" + holding.id() + "\"", toList())));
        for (var pipeline : pipelines.entrySet()) {
            Wanted wanted = pipeline.getValue();
            Map<String, RealLibris.Stored> stored = libris.stored(wanted.condition() + " and " + since);
            if (isBare(wanted)) {
                stored.remove(corrected);
            }
            Comparison.assertAll(
                    pipeline.getKey(),
                    team.taken(pipeline.getKey()),
                    stored,
                    wanted.embellished() || isBare(wanted) ? again : Set.of(),
                    (event, record) -> same(wanted.format(), event, record, holdings));
        }
    }

    /** Libris says no more in it than the record's id, so a corrected title changes nothing. */
    private static boolean isBare(Wanted wanted) {
        return wanted.format().matches("(oai_dc|rdfxml).*");
    }

    private static void same(String format, Event event, RealLibris.Stored stored, Map<String, List<String>> holdings) {
        String as = format + " " + event.json();
        assertThat(event.deleted()).as(as).isEqualTo(stored.deleted());
        assertThat(event.time())
                .as(as)
                .isEqualTo(OffsetDateTime.parse(stored.modified()).toInstant());
        assertThat(event.text("itemof")).as(as).isEqualTo(stored.itemOf());
        assertThat(event.text("sets")).as(as).contains(stored.collection());
        if (format.isEmpty() || (stored.deleted() && !format.endsWith("+"))) {
            assertThat(event.data().isMissingNode()).as(as).isTrue();
        } else if (format.startsWith("jsonld")) {
            assertThat(event.data().at("/@graph/0"))
                    .as(as)
                    .isEqualTo(stored.document().at("/@graph/0"));
            ObjectNode main = event.data().at("/@graph/1").deepCopy();
            main.remove("@reverse");
            assertThat(main).as(as).isEqualTo(stored.main());
        } else if (format.startsWith("marcxml")) {
            assertThat(event.words()).as(as).contains(stored.id(), stored.title(), stored.modified());
        } else {
            assertThat(event.data().asText()).as(as).contains("https://libris.kb.se/" + stored.id());
        }
        if (format.contains("includehold") && !stored.deleted()) {
            assertThat(List.of(event.text("about").split("[ >]")))
                    .as(as)
                    .containsAll(holdings.getOrDefault(stored.id(), List.of()));
        }
    }
}
