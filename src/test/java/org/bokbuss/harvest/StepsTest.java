package org.bokbuss.harvest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bokbuss.tables.Steps;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every step of Camel's YAML DSL between source and sink, in the program; the projects in {@code src/it} try other runtimes. */
class StepsTest {
    @TempDir
    Path folder;

    @Test
    void whateverStepsRecordsTakeEachIsAccountedFor() throws Exception {
        Map<String, String> found = new LinkedHashMap<>();
        try (Steps steps = new Steps(folder)) {
            Workspace all = workspace(folder, steps);
            List<String> once = new ArrayList<>(List.of("once"));
            for (Steps.Step step : Steps.all()) {
                if (step.startsAlone()) {
                    Path alone = folder.resolve("alone").resolve(step.pipeline());
                    Workspace.Result result = workspace(alone, steps)
                            .file("routes/p.camel.yaml", steps.routes(step))
                            .run("once", step.pipeline());
                    assertThat(result.exit()).as(result.err()).isEqualTo(2);
                } else {
                    all.file("routes/" + step.pipeline() + ".camel.yaml", steps.routes(step));
                    once.add(step.pipeline());
                }
            }
            all.run(once.toArray(String[]::new));

            Steps.all()
                    .forEach(step ->
                            found.put(step.name(), step.startsAlone() ? Steps.DOES_NOT_START : steps.found(step)));
        }
        Steps.compare("program", found);
    }

    private static Workspace workspace(Path folder, Steps steps) {
        Workspace workspace = new Workspace(folder, steps.libris());
        steps.settings().forEach(workspace::with);
        return workspace;
    }

    @Test
    void noStepOfCamelsIsLeftOut() throws Exception {
        Set<String> camels = new TreeSet<>(Set.of(
                "errorHandler",
                "intercept",
                "interceptFrom",
                "interceptSendToEndpoint",
                "onCompletion",
                "onException"));
        JsonNode schema = new ObjectMapper()
                .readTree(StepsTest.class.getClassLoader().getResourceAsStream("schema/camelYamlDsl.json"));
        schema.at("/items/definitions/org.apache.camel.model.ProcessorDefinition/properties")
                .fieldNames()
                .forEachRemaining(camels::add);
        Set<String> ours = Steps.all().stream()
                .flatMap(step -> Stream.of(step.name().split("[ ,]+")))
                .collect(Collectors.toSet());

        assertThat(ours).containsAll(camels);
    }
}
