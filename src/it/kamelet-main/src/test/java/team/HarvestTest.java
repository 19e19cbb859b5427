package team;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.camel.main.KameletMain;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code KameletMain}, which {@code camel run} starts: the jar as a dependency, a route in YAML, and nothing else. */
class HarvestTest {
    @TempDir
    Path folder;

    @Test
    void harvests() throws Exception {
        try (Sandbox libris = Sandbox.with().bibs(30).pageSize(10).start()) {
            once(libris, 30);
            // Stopped and started again, it goes on where it was.
            String id = libris.catalogue()
                    .entries()
                    .filter(entry -> entry.kind() == Kind.BIB && !entry.deleted())
                    .findFirst()
                    .orElseThrow()
                    .id();
            libris.writing().edit(id, document -> document);
            once(libris, 31);
        }
    }

    private void once(Sandbox libris, int records) throws Exception {
        KameletMain main = new KameletMain("team");
        main.setDownload(false);
        main.addInitialProperty("camel.main.routesIncludePattern", "classpath:routes/libris-bib.camel.yaml");
        main.addInitialProperty("libris.base-url", libris.baseUrl().toString());
        main.addInitialProperty("state.url", "jdbc:sqlite:" + folder.resolve("state/bokbuss.db"));
        main.addInitialProperty("state.spool", folder.resolve("spool").toString());
        main.addInitialProperty("harvest.settle", "0s");
        main.addInitialProperty("out", folder.resolve("out").toString());
        main.start();
        try {
            await().atMost(60, SECONDS).until(() -> delivered() >= records);
            assertEquals(records, delivered());
        } finally {
            main.stop();
        }
    }

    private long delivered() {
        if (!Files.isDirectory(folder.resolve("out"))) {
            return 0;
        }
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            return files.filter(file -> file.toString().endsWith(".ndjson"))
                    .mapToLong(HarvestTest::lines)
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
