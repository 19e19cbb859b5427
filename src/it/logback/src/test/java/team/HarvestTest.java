package team;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.bokbuss.sandbox.Sandbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A project that logs by Logback: nothing of Bokbuss brings another binding, and what it says is heard. */
class HarvestTest {
    @TempDir
    Path folder;

    @Test
    void harvests() throws Exception {
        ListAppender<ILoggingEvent> heard = new ListAppender<>();
        heard.start();
        assertInstanceOf(LoggerContext.class, LoggerFactory.getILoggerFactory());
        ((Logger) LoggerFactory.getLogger("org.bokbuss")).addAppender(heard);
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
            await().atMost(60, SECONDS)
                    .until(() -> List.copyOf(heard.list).stream()
                            .anyMatch(event -> event.getFormattedMessage().contains("30 records")));
        } finally {
            context.stop();
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
