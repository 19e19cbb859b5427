package team;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.bokbuss.sandbox.Sandbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Camel context of the team's own: the jar as a dependency, a route in YAML, and nothing else. */
class HarvestTest {
    /** Bokbuss with what it needs, and this project's own: logging and test tools. */
    private static final int MOST_JARS = 110;

    @TempDir
    Path folder;

    @Test
    void harvests() throws Exception {
        CamelContext context = new DefaultCamelContext();
        try (Sandbox libris = Sandbox.with().bibs(30).pageSize(10).start()) {
            Properties settings = new Properties();
            settings.put("libris.base-url", libris.baseUrl().toString());
            settings.put("state.url", "jdbc:sqlite:" + folder.resolve("state/bokbuss.db"));
            settings.put("state.spool", folder.resolve("spool").toString());
            settings.put("harvest.settle", "0s");
            settings.put("out", folder.resolve("out").toString());
            context.getPropertiesComponent().setInitialProperties(settings);
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(ResourceHelper.resolveResource(context, "classpath:routes/libris-bib.camel.yaml"));
            context.start();
            await().atMost(60, SECONDS).until(() -> delivered() >= 30);
            assertEquals(30, delivered());
        } finally {
            context.stop();
        }
    }

    @Test
    void theProgramDoesNotComeAlong() {
        String[] jars = System.getProperty("java.class.path").split(System.getProperty("path.separator"));
        System.out.println(jars.length + " jars and folders on the class path");
        assertTrue(jars.length <= MOST_JARS, jars.length + " jars");
        for (String program : new String[] {"picocli", "log4j-core", "vertx", "micrometer", "opentelemetry", "flyway"}) {
            assertTrue(Stream.of(jars).noneMatch(jar -> jar.contains(program)), program);
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
