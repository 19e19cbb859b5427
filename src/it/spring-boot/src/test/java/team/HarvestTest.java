package team;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.jdbc.core.JdbcTemplate;

/** Spring Boot with a database of the team's own, which Bokbuss leaves alone. */
class HarvestTest {
    /** The team's application. */
    @SpringBootApplication
    static class Application {}

    @TempDir
    Path folder;

    @Test
    void harvests() throws Exception {
        try (Sandbox libris = Sandbox.with().bibs(30).pageSize(10).start();
                var application = new SpringApplication(Application.class)
                        .run(
                                "--libris.base-url=" + libris.baseUrl(),
                                "--state.url=jdbc:sqlite:" + folder.resolve("state/bokbuss.db"),
                                "--state.spool=" + folder.resolve("spool"),
                                "--harvest.settle=0s",
                                "--out=" + folder.resolve("out"))) {
            await().atMost(60, SECONDS).until(() -> delivered() >= 30);
            assertEquals(30, delivered());
            Integer tables = application
                    .getBean(JdbcTemplate.class)
                    .queryForObject(
                            "select count(*) from information_schema.tables where table_schema = 'PUBLIC'",
                            Integer.class);
            assertEquals(0, tables, "the team's database is left alone");
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
