package org.bokbuss.nb;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NbCatalogTest {
    @TempDir
    Path folder;

    @Test
    void allHitsComeOnce() {
        try (Sandbox sandbox = Sandbox.with().items(250).start()) {
            Workspace workspace = new Workspace(folder, sandbox.baseUrl())
                    .source("nb-catalog-source")
                    .route("query: 'å seile', filter: 'mediatype:bøker&year:1990'");

            Workspace.Result result = workspace.once();

            assertThat(result.exit()).as(result.err()).isZero();
            assertThat(sandbox.requests())
                    .extracting(Object::toString)
                    .first()
                    .asString()
                    .contains("q=%C3%A5+seile&filter=mediatype%3Ab%C3%B8ker&filter=year%3A1990&size=100&page=0");
            List<JsonNode> events = workspace.events();
            assertThat(events).hasSize(250);
            assertThat(events.get(0).path("subject").asText()).startsWith("https://www.nb.no/items/");
            assertThat(events.get(0).path("urn").asText()).startsWith("URN:NBN:no-nb_digibok_");
            assertThat(events.get(0).path("data").path("metadata").path("title").asText())
                    .isNotEmpty();

            assertThat(workspace.once().exit()).isZero();
            assertThat(workspace.events()).as("nothing is new").hasSize(250);
        }
    }

    @Test
    void noHitIsAWholeAnswer() {
        try (Sandbox sandbox = Sandbox.with().items(0).start()) {
            Workspace workspace = new Workspace(folder, sandbox.baseUrl())
                    .source("nb-catalog-source")
                    .route("query: ''");

            Workspace.Result result = workspace.once();

            assertThat(result.exit()).as(result.err()).isZero();
            assertThat(workspace.events()).isEmpty();
        }
    }

    @Test
    void aFilterWithoutAFieldIsNamed() {
        try (Sandbox sandbox = Sandbox.with().items(10).start()) {
            Workspace workspace = new Workspace(folder, sandbox.baseUrl())
                    .source("nb-catalog-source")
                    .route("filter: 'bøker'");

            Workspace.Result result = workspace.once();

            assertThat(result.exit()).isEqualTo(2);
            assertThat(result.err()).contains("filter=bøker: write FIELD:VALUE");
        }
    }
}
