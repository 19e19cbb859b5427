package org.bokbuss.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KameletsTest {

    private static final String SINK = "kamelets/test-file-sink.kamelet.yaml";

    @TempDir
    Path temp;

    @Test
    void listsThoseOfAFolderOnTheClassPath() {
        assertThat(RouteCheckTest.fixtures().names())
                .containsExactly("test-broken-action", "test-feed-source", "test-file-sink", "test-turn-action");
    }

    @Test
    void readsADefinition() {
        Kamelet kamelet = RouteCheckTest.fixtures().find("test-feed-source").orElseThrow();

        assertThat(kamelet.title()).isEqualTo("Test Feed Source");
        assertThat(kamelet.type()).isEqualTo("source");
        assertThat(kamelet.required()).containsExactly("pipeline", "metadataPrefix");
        assertThat(kamelet.properties())
                .hasSize(12)
                .containsEntry(
                        "unchanged",
                        new Kamelet.Property(
                                "Unchanged",
                                "What becomes of a record that was delivered before.",
                                ValueKind.TEXT,
                                Optional.of("skip"),
                                List.of("skip", "deliver"),
                                Optional.empty(),
                                false,
                                Optional.empty()));
        assertThat(kamelet.properties().get("pipeline").pattern())
                .map(Pattern::pattern)
                .contains("^[a-z0-9-]+$");
        assertThat(kamelet.properties().get("overlap").kind()).isEqualTo(ValueKind.DURATION);
    }

    @Test
    void knowsNoOther() {
        assertThat(RouteCheckTest.fixtures().find("nosuch-sink")).isEmpty();
        assertThat(RouteCheckTest.fixtures().find("test-broken-action")).isEmpty();
    }

    @Test
    void listsAndReadsThoseOfAJar() throws IOException {
        Path jar = temp.resolve("kamelets.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            out.putNextEntry(new ZipEntry("kamelets/"));
            out.putNextEntry(new ZipEntry("kamelets/notes.txt"));
            out.putNextEntry(new ZipEntry("other/elsewhere-sink.kamelet.yaml"));
            out.putNextEntry(new ZipEntry("kamelets/deeper/hidden-sink.kamelet.yaml"));
            out.putNextEntry(new ZipEntry(SINK));
            try (InputStream sink = RouteCheckTest.fixtureLoader().getResourceAsStream(SINK)) {
                sink.transferTo(out);
            }
        }
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
            Kamelets kamelets = new Kamelets(loader);

            assertThat(kamelets.names()).containsExactly("test-file-sink");
            assertThat(kamelets.find("test-file-sink").orElseThrow().required()).containsExactly("directory");
        }
    }

    @Test
    void prefersTheLocalFolder() throws IOException {
        Files.writeString(
                temp.resolve("test-file-sink.kamelet.yaml"), "spec: { definition: { title: Our Own File Sink } }");

        Kamelets kamelets = new Kamelets(RouteCheckTest.fixtureLoader(), temp);

        assertThat(kamelets.find("test-file-sink").orElseThrow())
                .isEqualTo(new Kamelet("test-file-sink", "", "Our Own File Sink", "", List.of(), Map.of(), Map.of()));
        assertThat(kamelets.names()).contains("test-feed-source");
    }

    @Test
    void passesOverAPatternThatJavaCannotRead() throws IOException {
        Files.writeString(
                temp.resolve("odd-sink.kamelet.yaml"),
                "spec: { definition: { properties: { odd: { pattern: '[' }, even: { pattern: '^a$' } } } }");

        Kamelet kamelet = new Kamelets(RouteCheckTest.fixtureLoader(), temp)
                .find("odd-sink")
                .orElseThrow();

        assertThat(kamelet.properties().get("odd").pattern()).isEmpty();
        assertThat(kamelet.properties().get("even").pattern()).isPresent();
    }

    @Test
    void needsNoLocalFolder() {
        assertThat(new Kamelets(RouteCheckTest.fixtureLoader(), temp.resolve("none")).names())
                .contains("test-feed-source");
    }
}
