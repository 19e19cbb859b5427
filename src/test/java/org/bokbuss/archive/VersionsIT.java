package org.bokbuss.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The libraries on board, as {@code target/bom.json} lists them. */
class VersionsIT {
    /** Their parts are made for one another: two versions beside each other are nobody's tested program. */
    private static final Set<String> FAMILIES = Set.of(
            "com.fasterxml.jackson",
            "com.squareup.okhttp3",
            "io.github.resilience4j",
            "io.micrometer",
            "io.netty",
            "io.opentelemetry",
            "io.prometheus",
            "io.vertx",
            "org.apache.camel",
            "org.apache.httpcomponents.client5",
            "org.apache.httpcomponents.core5",
            "org.apache.logging.log4j",
            "org.glassfish.jaxb",
            "org.slf4j");

    private static final List<Library> ON_BOARD = new ArrayList<>();

    private record Library(String group, String artifact, String version) {
        boolean isOlderThan(String other) {
            return Arrays.compare(numbers(version), numbers(other)) < 0;
        }

        private static int[] numbers(String version) {
            return Arrays.stream(version.split("\\D+"))
                    .mapToInt(Integer::parseInt)
                    .toArray();
        }
    }

    @BeforeAll
    static void read() throws Exception {
        JsonNode bom = new ObjectMapper().readTree(Path.of("target/bom.json").toFile());
        for (JsonNode each : bom.get("components")) {
            ON_BOARD.add(new Library(
                    each.path("group").asText(),
                    each.path("name").asText(),
                    each.path("version").asText()));
        }
        assertThat(ON_BOARD).hasSizeGreaterThan(100);
    }

    @Test
    void aFamilyHasOneVersion() {
        for (String family : FAMILIES) {
            Map<String, Set<String>> artifacts = ON_BOARD.stream()
                    .filter(each -> each.group().equals(family) || each.group().startsWith(family + "."))
                    // Its patches have a number of their own, and change no code of it.
                    .filter(each -> !each.artifact().equals("jackson-annotations"))
                    .collect(Collectors.groupingBy(
                            Library::version,
                            Collectors.mapping(Library::artifact, Collectors.toCollection(TreeSet::new))));
            assertThat(artifacts).as(family).hasSize(1);
        }
    }

    @Test
    void noneIsOlderThanAnAdvisoryAsks() throws Exception {
        String list;
        try (InputStream file = VersionsIT.class.getResourceAsStream("advisories.csv")) {
            list = new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<String> struck = new ArrayList<>();
        for (String line : list.lines().filter(each -> !each.startsWith("#")).toList()) {
            String[] advisory = line.split(",", 5);
            ON_BOARD.stream()
                    // Unless the list says why it does not matter here.
                    .filter(each -> advisory.length < 5)
                    .filter(each -> each.group().equals(advisory[0])
                            && each.artifact().equals(advisory[1])
                            && each.isOlderThan(advisory[2]))
                    .forEach(each -> struck.add(each + ": " + advisory[3] + ", mended in " + advisory[2]));
        }
        assertThat(struck).isEmpty();
    }
}
