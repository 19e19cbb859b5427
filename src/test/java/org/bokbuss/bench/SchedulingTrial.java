package org.bokbuss.bench;

import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.main.Main;
import org.awaitility.core.ConditionTimeoutException;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.state.State;
import org.bokbuss.state.WindowKind;
import org.quartz.impl.jdbcjobstore.JobStoreTX;

/**
 * Who decides which of several processes harvests? Tries the lease alone, Quartz's cluster in the same PostgreSQL, and a
 * leader elected by PostgreSQL's locks ({@code master:}), each with two Camel processes that hold the shipped kamelet. One
 * of them is killed in mid-harvest; is killed where the other is on a machine of another name (takes root); is frozen and
 * wakes.
 *
 * <p>Prints after how many seconds the other got the task, and after how many it had the lease and went on; whether the one
 * that woke went on too, until the lease stopped it; and the database's transactions in a minute without work. Takes about
 * ten minutes. Arguments: the ways to try (default: all).
 */
public final class SchedulingTrial {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int PAGES = 60;
    private static final int PAGE = 10;

    private SchedulingTrial() {}

    /** The ways to decide. */
    private enum Way {
        LEASE,
        QUARTZ,
        LEADER;

        /** The shipped kamelet as this way needs it; it also says when it is given its task. */
        String kamelet() throws IOException {
            String text = resource("/kamelets/libris-oaipmh-source.kamelet.yaml")
                    .replace(
                            "      steps:\n        - doTry:",
                            "      steps:\n        - log: { message: TICK, loggingLevel: WARN }\n        - doTry:");
            return switch (this) {
                case LEASE -> text;
                case QUARTZ ->
                    text.replace(
                            "stateful: true",
                            "stateful: true\n        recoverableJob: true\n        deleteJob: false\n        pauseJob: false");
                case LEADER -> text.replace("uri: \"quartz:", "uri: \"master:bokbuss:quartz:");
            };
        }
    }

    public static void main(String[] args) throws Exception {
        for (Way way : args.length == 0
                ? List.of(Way.values())
                : Stream.of(args).map(Way::valueOf).toList()) {
            System.out.printf("%s: transactions a minute without work: %d%n", way, idle(way));
            System.out.printf("%s: killed: %s%n", way, killed(way, false));
            System.out.printf("%s: killed on another machine: %s%n", way, killed(way, true));
            System.out.printf("%s: frozen: %s%n", way, frozen(way));
        }
    }

    private static long idle(Way way) throws Exception {
        try (Trial trial = new Trial(way, "0 0 0 1 1 ? 2099", false)) {
            trial.seats.forEach(
                    seat -> await().atMost(PATIENCE).until(() -> seat.said().contains("READY")));
            // What was done at the start is counted late.
            TimeUnit.MINUTES.sleep(1);
            long before = trial.transactions();
            TimeUnit.MINUTES.sleep(1);
            return trial.transactions() - before - 1;
        }
    }

    private static String killed(Way way, boolean elsewhere) throws Exception {
        try (Trial trial = new Trial(way, "0/2 * * * * ?", elsewhere)) {
            Seat first = trial.inMidHarvest();
            Seat second = trial.other(first);
            long ticks = second.ticks();
            first.process.destroyForcibly().waitFor();
            return trial.follows(second, ticks);
        }
    }

    private static String frozen(Way way) throws Exception {
        try (Trial trial = new Trial(way, "0/2 * * * * ?", false)) {
            Seat first = trial.inMidHarvest();
            Seat second = trial.other(first);
            long ticks = second.ticks();
            first.signal("STOP");
            String follows = trial.follows(second, ticks);
            long files = first.files();
            first.signal("CONT");
            boolean stopped = within(() -> first.said().contains("; stopped")) >= 0;
            return "%s; woken, it was stopped by the lease: %s, wrote %d files"
                    .formatted(follows, stopped ? "yes" : "no", first.files() - files);
        }
    }

    /** @return the seconds it took; -1 if it did not come to pass */
    private static double within(BooleanSupplier condition) {
        long begun = System.nanoTime();
        try {
            await().pollInterval(Duration.ofMillis(50)).atMost(PATIENCE).until(condition::getAsBoolean);
            return (System.nanoTime() - begun) / 1e9;
        } catch (ConditionTimeoutException never) {
            return -1;
        }
    }

    /** A database, an imitated Libris and two processes. */
    private static final class Trial implements AutoCloseable {
        private final Path folder = Files.createTempDirectory("bokbuss-trial");
        private final EmbeddedPostgres server = EmbeddedPostgres.start();
        private final String url = server.getJdbcUrl("postgres", "postgres");
        private final Sandbox libris = Sandbox.with()
                .bibs(PAGES * PAGE)
                .pageSize(PAGE)
                .latency(Duration.ofMillis(200))
                .start();
        private final State state = State.open(url);
        private final List<Seat> seats;

        Trial(Way way, String schedule, boolean elsewhere) throws Exception {
            if (way == Way.QUARTZ) {
                sql(resource("/org/quartz/impl/jdbcjobstore/tables_postgres.sql"));
            }
            seats = List.of(
                    new Seat(folder.resolve("here"), this, way, schedule, List.of()),
                    new Seat(
                            folder.resolve("there"),
                            this,
                            way,
                            schedule,
                            elsewhere
                                    ? List.of("unshare", "--uts", "sh", "-c", "hostname localhost; exec \"$@\"", "-")
                                    : List.of()));
        }

        Seat inMidHarvest() {
            await().atMost(PATIENCE).until(() -> state.ledger()
                    .unfinished("p", WindowKind.LIVE)
                    .filter(row -> row.pages() >= 5)
                    .isPresent());
            return seats.stream().filter(seat -> seat.holds(state)).findFirst().orElseThrow();
        }

        Seat other(Seat seat) {
            return seat == seats.get(0) ? seats.get(1) : seats.get(0);
        }

        String follows(Seat second, long ticks) {
            long begun = System.nanoTime();
            double task = within(() -> second.ticks() > ticks || second.holds(state));
            if (task < 0) {
                return "nobody followed in " + PATIENCE.toSeconds() + " s";
            }
            within(() -> second.holds(state));
            return "task after %.1f s, harvest after %.1f s".formatted(task, (System.nanoTime() - begun) / 1e9);
        }

        long transactions() throws SQLException {
            try (var connection = DriverManager.getConnection(url);
                    var answer = connection
                            .createStatement()
                            .executeQuery("select pg_stat_clear_snapshot(), xact_commit + xact_rollback"
                                    + " from pg_stat_database where datname = 'postgres'")) {
                answer.next();
                return answer.getLong(2);
            }
        }

        private void sql(String script) throws SQLException {
            try (var connection = DriverManager.getConnection(url);
                    var statement = connection.createStatement()) {
                statement.execute(script);
            }
        }

        @Override
        public void close() throws IOException {
            for (Seat seat : seats) {
                seat.process.destroyForcibly().onExit().join();
            }
            state.close();
            libris.close();
            server.close();
        }
    }

    /** A process and its folder. */
    private static final class Seat {
        private final Path folder;
        private final Process process;

        Seat(Path folder, Trial trial, Way way, String schedule, List<String> before) throws IOException {
            this.folder = Files.createDirectories(folder);
            Files.createDirectories(folder.resolve("kamelets"));
            Files.writeString(folder.resolve("kamelets/libris-oaipmh-source.kamelet.yaml"), way.kamelet());
            Files.writeString(folder.resolve("p.camel.yaml"), """
                    - route:
                        from:
                          uri: kamelet:libris-oaipmh-source
                          parameters: { pipeline: p, set: bib, metadataPrefix: jsonld, schedule: '%s' }
                          steps:
                            - to: { uri: "kamelet:record-file-sink", parameters: { directory: out } }
                    """.formatted(schedule));
            Files.writeString(
                    folder.resolve("quartz.properties"), """
                    org.quartz.scheduler.instanceName=bokbuss
                    org.quartz.scheduler.instanceId=AUTO
                    org.quartz.threadPool.threadCount=4
                    org.quartz.jobStore.class=%s
                    org.quartz.jobStore.driverDelegateClass=org.quartz.impl.jdbcjobstore.PostgreSQLDelegate
                    org.quartz.jobStore.dataSource=state
                    org.quartz.jobStore.isClustered=true
                    org.quartz.jobStore.clusterCheckinInterval=2000
                    org.quartz.dataSource.state.provider=hikaricp
                    org.quartz.dataSource.state.driver=org.postgresql.Driver
                    org.quartz.dataSource.state.URL=%s
                    org.quartz.dataSource.state.maxConnections=5
                    """.formatted(JobStoreTX.class.getName(), trial.url));
            List<String> line = new ArrayList<>(before);
            line.addAll(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    classPath(),
                    Node.class.getName(),
                    way.name(),
                    trial.libris.baseUrl().toString(),
                    trial.url));
            process = new ProcessBuilder(line)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("said.txt").toFile())
                    .start();
        }

        private static String classPath() {
            return Stream.of(System.getProperty("java.class.path").split(":"))
                    .map(part -> Path.of(part).toAbsolutePath().toString())
                    .collect(Collectors.joining(":"));
        }

        boolean holds(State state) {
            return state.leases()
                    .holder("p")
                    .filter(owner -> owner.contains(" " + process.pid() + " "))
                    .isPresent();
        }

        String said() {
            try {
                return Files.readString(folder.resolve("said.txt"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        long ticks() {
            return said().lines().filter(line -> line.contains("TICK")).count();
        }

        long files() throws IOException {
            try (Stream<Path> files = Files.list(folder.resolve("out"))) {
                return files.count();
            }
        }

        void signal(String name) throws Exception {
            new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
        }
    }

    /** The process: a Camel runtime with the kamelets on its class path. */
    static final class Node {
        public static void main(String[] args) throws Exception {
            Way way = Way.valueOf(args[0]);
            Main main = new Main();
            main.addInitialProperty("camel.main.name", "bokbuss");
            main.addInitialProperty("camel.main.routesIncludePattern", "file:p.camel.yaml");
            main.addInitialProperty("camel.component.kamelet.location", "file:kamelets,classpath:kamelets");
            main.addInitialProperty("camel.main.streamCachingEnabled", "false");
            main.addInitialProperty("libris.base-url", args[1]);
            main.addInitialProperty("state.url", args[2]);
            main.addInitialProperty("harvest.settle", "0s");
            if (way == Way.QUARTZ) {
                main.addInitialProperty("camel.component.quartz.propertiesFile", "file:quartz.properties");
            }
            if (way == Way.LEADER) {
                main.bind("leader", new AdvisoryLocks(args[2]));
            }
            main.start();
            System.out.println("READY");
            Thread.currentThread().join();
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = SchedulingTrial.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
