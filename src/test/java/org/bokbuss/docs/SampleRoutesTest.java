package org.bokbuss.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The routes of {@code docs/howto/your-own-steps.md}, each with records of which some were deleted. */
class SampleRoutesTest {
    @TempDir
    Path folder;

    @Test
    void eachBringsWhatItSays() throws Exception {
        try (Sandbox libris = Sandbox.with().bibs(300).start()) {
            Workspace team = new Workspace(folder, libris.baseUrl());
            Page page = Page.read(Path.of("docs/howto/your-own-steps.md"));
            // Kafka has tests of its own.
            List<Page.Block> samples = page.blocks().stream()
                    .filter(block -> block.isRoute() && !block.text().contains("kafka"))
                    .toList();
            samples.forEach(block -> team.file(
                    "routes/" + block.routes().get(0) + ".camel.yaml",
                    block.text().replace("bib:S", "bib").replace("out/", folder.resolve("out") + "/")));
            String[] once = Stream.concat(Stream.of("once"), samples.stream().map(block -> block.routes()
                            .get(0)))
                    .toArray(String[]::new);

            Workspace.Result check = team.run("check", "--offline");
            assertThat(check.exit()).as(check.out() + check.err()).isZero();
            Workspace.Result result = team.run(once);
            assertThat(result.exit()).as(result.err()).isZero();

            Set<String> all = subjects("through-a-queue");
            Set<String> changed = subjects("changed-only");
            Set<String> deleted = subjects("by-language/deleted");
            Set<String> swedish = subjects("by-language/swedish");
            Set<String> others = subjects("by-language/others");
            assertThat(deleted).isNotEmpty();
            assertThat(swedish).isNotEmpty();
            assertThat(others).isNotEmpty();
            assertThat(all)
                    .hasSize(changed.size() + deleted.size())
                    .hasSize(deleted.size() + swedish.size() + others.size());
            assertThat(batches()).as("a hundred each").isEqualTo((changed.size() + 99) / 100);
        }
    }

    private Set<String> subjects(String out) {
        return new HashSet<>(Workspace.events(folder.resolve("out").resolve(out)).stream()
                .map(event -> event.get("subject").asText())
                .toList());
    }

    private long batches() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("out/in-batches"))) {
            return files.count();
        }
    }
}
