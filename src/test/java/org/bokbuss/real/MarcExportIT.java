package org.bokbuss.real;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The MARC export of a library in both formats, holdings in both ways, deletions in all three; in full and after a day's work. */
@Tag("real-libris")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class MarcExportIT {
    private static final String HELD = RealLibris.isHeldBy("SEK") + " and not b.deleted";

    /** The library has held it, and does so no longer. */
    private static final String ONCE_HELD =
            "b.collection = 'bib' and not b.deleted and not (" + RealLibris.isHeldBy("SEK")
                    + ") and exists (select 1 from lddb__versions h where h.collection = 'hold'"
                    + " and h.data#>>'{@graph,1,itemOf,@id}' = 'https://libris.kb.se/'||b.id||'#it'"
                    + " and h.data#>>'{@graph,1,heldBy,@id}' = '" + RealLibris.library("SEK") + "')";

    @TempDir
    private Path folder;

    @Test
    void whatIsExportedIsWhatTheDatabaseHolds() throws Exception {
        try (RealLibris libris = new RealLibris();
                Shelf shelf = new Shelf(libris)) {
            Team team = new Team(folder, libris);
            export(team, "append", "MARCXML", "interleaved", "append");
            export(team, "export", "ISO2709", "interleaved", "export");
            export(team, "ignore", "ISO2709", "interleaved", "ignore");
            export(team, "after", "MARCXML", "after", "append");

            team.harvest();
            compare(team, libris, "true");

            shelf.happen();
            team.harvest();
            compare(
                    team,
                    libris,
                    "b.id in ('%s')"
                            .formatted(String.join(
                                    "','", shelf.corrected, shelf.left, shelf.entered, shelf.weeded, shelf.acquired)));
        }
    }

    private void export(Team team, String name, String format, String holdings, String deleted) throws Exception {
        String profile = Files.readString(Path.of("config", "marc-export.properties"))
                .replaceFirst("(?m)^locations=.*$", "locations=SEK")
                .replaceFirst("(?m)^format=.*$", "format=" + format)
                .replaceFirst("(?m)^holdtype=.*$", "holdtype=" + holdings);
        team.file(name + ".properties", profile);
        team.pipeline(
                name,
                "libris-marc-export-source",
                "profile: %s.properties, deleted: %s, virtualDelete: true".formatted(name, deleted));
    }

    private static void compare(Team team, RealLibris libris, String condition) throws Exception {
        Map<String, List<String>> holdings =
                libris.stored(RealLibris.heldBy("SEK") + " and not b.deleted").values().stream()
                        .collect(groupingBy(
                                holding -> holding.itemOf().replaceAll(".*/|#it", ""),
                                mapping(RealLibris.Stored::id, toList())));
        Map<String, RealLibris.Stored> held = libris.stored(HELD + " and " + condition);
        Map<String, RealLibris.Stored> lost = libris.stored(ONCE_HELD + " and " + condition);
        for (String pipeline : List.of("append", "export", "ignore", "after")) {
            Map<String, RealLibris.Stored> wanted = new LinkedHashMap<>(held);
            if (!pipeline.equals("ignore")) {
                wanted.putAll(lost);
            }
            if (pipeline.equals("after")) {
                String ids = "'"
                        + String.join(
                                "','",
                                held.keySet().stream()
                                        .flatMap(bib -> holdings.get(bib).stream())
                                        .toList()) + "'";
                wanted.putAll(libris.stored("b.id in (" + ids + ")"));
            }
            Comparison.assertAll(pipeline, team.taken(pipeline), wanted, Set.of(), (event, stored) -> {
                assertThat(event.deleted()).as(event.id()).isEqualTo(lost.containsKey(event.id()));
                if (!event.deleted()) {
                    assertThat(words(event)).contains(stored.id(), stored.title(), stored.modified());
                }
                if (!event.deleted() && pipeline.matches("append|export|ignore")) {
                    assertThat(words(event)).contains(holdings.get(event.id()));
                }
            });
        }
    }

    private static String words(Event event) {
        return event.json().has("data_base64") ? new String(event.bytes(), StandardCharsets.UTF_8) : event.words();
    }
}
