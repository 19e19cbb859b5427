package org.bokbuss.bench;

import com.sun.management.OperatingSystemMXBean;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.bokbuss.state.ChunkCommit;
import org.bokbuss.state.Fingerprint;
import org.bokbuss.state.Lease;
import org.bokbuss.state.LedgerRow;
import org.bokbuss.state.State;
import org.bokbuss.state.WindowKind;

/**
 * What the state costs a record: looked up and confirmed in pages of 1000, first with nothing known, then among records
 * that are known already. Prints CPU and wall time a record, and the bytes written.
 *
 * <p>Arguments: how many are known (default 10,000,000), how many are new (default 100,000), how often to measure (default
 * 3), the database: {@code sqlite} (default), {@code postgres}, or {@code postgres-1ms}, where a message takes a
 * millisecond there and back. CPU is that of this process alone, without the server's.
 */
public final class StateBenchmark {
    private static final int PAGE = 1000;

    private StateBenchmark() {}

    public static void main(String[] args) throws Exception {
        long known = args.length > 0 ? Long.parseLong(args[0]) : 10_000_000;
        int fresh = args.length > 1 ? Integer.parseInt(args[1]) : 100_000;
        int times = args.length > 2 ? Integer.parseInt(args[2]) : 3;
        String kind = args.length > 3 ? args[3] : "sqlite";
        Path folder = Files.createTempDirectory("bokbuss-state");
        List<Double> cpu = new ArrayList<>();
        List<Double> wall = new ArrayList<>();
        try (EmbeddedPostgres server = kind.equals("sqlite") ? null : EmbeddedPostgres.start();
                DelayingForwarder far = kind.endsWith("-1ms")
                        ? new DelayingForwarder(server.getPort(), Duration.ofNanos(500_000))
                        : null) {
            for (int i = 0; i < times; i++) {
                String near = server == null
                        ? "jdbc:sqlite:" + folder.resolve(i + "/state.db")
                        : server.getJdbcUrl("postgres", "postgres");
                String url = far == null ? near : near.replace(":" + server.getPort(), ":" + far.port());
                drop(near);
                Cost empty = confirm(url, fresh, i);
                drop(near);
                fill(near, known);
                Cost full = confirm(url, fresh, i);
                System.out.printf("nothing known: %s%n%,d known: %s%n", empty, known, full);
                cpu.add(full.cpu / empty.cpu);
                wall.add(full.wall / empty.wall);
                drop(near);
            }
            cpu.sort(Comparator.naturalOrder());
            wall.sort(Comparator.naturalOrder());
            System.out.printf(
                    "known to nothing known, medians: CPU %.2f (%.2f to %.2f), wall %.2f (%.2f to %.2f)%n",
                    cpu.get(times / 2),
                    cpu.get(0),
                    cpu.get(times - 1),
                    wall.get(times / 2),
                    wall.get(0),
                    wall.get(times - 1));
        } finally {
            delete(folder);
        }
    }

    /** @param cpu and {@code wall} in microseconds a record, {@code written} in megabytes */
    private record Cost(double cpu, double wall, double written, double onDisk) {
        @Override
        public String toString() {
            return "%.1f us CPU, %.1f us wall a record, %.0f MB written, %.0f MB on disk"
                    .formatted(cpu, wall, written, onDisk);
        }
    }

    private static Cost confirm(String url, int records, long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        double cpu;
        double wall;
        double written = written();
        try (State state = State.open(url)) {
            Lease lease = state.leases().acquire("p").orElseThrow();
            LedgerRow window = state.ledger().open(lease, "p", WindowKind.LIVE, null, Instant.now());
            long number = state.positions().number("p");
            long cpuBefore = cpu();
            long wallBefore = System.nanoTime();
            for (int done = 0; done < records; done += PAGE) {
                List<Fingerprint> page = random.longs(PAGE)
                        .mapToObj(record -> new Fingerprint(record, record * 31))
                        .toList();
                int found = state.fingerprints()
                        .of(number, page.stream().map(Fingerprint::record).toList())
                        .size();
                if (found > 0) {
                    throw new IllegalStateException("known already");
                }
                state.confirm(
                        lease,
                        window,
                        number,
                        new ChunkCommit(1, "cursor", PAGE, 0, 0, List.of(), page, List.of(), false, null, null));
            }
            state.leases().release(lease);
            cpu = (cpu() - cpuBefore) / 1000.0 / records;
            wall = (System.nanoTime() - wallBefore) / 1000.0 / records;
        }
        return new Cost(cpu, wall, written() - written, onDisk(url));
    }

    private static long cpu() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static double written() throws Exception {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/io"))) {
            return lines.filter(line -> line.startsWith("wchar"))
                            .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(": ") + 2)))
                            .sum()
                    / 1e6;
        }
    }

    private static double onDisk(String url) throws Exception {
        return url.startsWith("jdbc:sqlite:") ? Files.size(Path.of(url.substring(12))) / 1e6 : Double.NaN;
    }

    /** Records that came in the order of their keys, as nothing does: the pages of the table are full. */
    private static void fill(String url, long known) throws SQLException {
        try (State made = State.open(url)) {
            made.positions().number("p");
        }
        boolean sqlite = url.startsWith("jdbc:sqlite:");
        try (Connection connection = DriverManager.getConnection(url);
                var sql = connection.createStatement()) {
            sql.execute(
                    sqlite
                            ? "with recursive n(i) as (select 1 union all select i + 1 from n where i < " + known
                                    + ") insert into seen select 1, random() as r, random() from n order by r"
                            : "insert into seen select 1, ((random() - 0.5) * 18446744073709551615)::bigint as r, (random() * 1e18)::bigint"
                                    + " from generate_series(1, " + known + ") order by r on conflict do nothing");
            if (!sqlite) {
                // As it is when the server has had a quiet minute: it does so by itself, in the middle of what is
                // measured.
                sql.execute("vacuum (analyze) seen");
            }
            sql.execute(sqlite ? "pragma wal_checkpoint(truncate)" : "checkpoint");
        }
    }

    private static void drop(String url) throws Exception {
        if (url.startsWith("jdbc:sqlite:")) {
            delete(Path.of(url.substring(12)).getParent());
            return;
        }
        try (Connection connection = DriverManager.getConnection(url);
                var sql = connection.createStatement()) {
            for (String table : List.of("pipeline", "lease", "ledger", "seen", "quarantine", "audit", "postponed")) {
                sql.execute("drop table if exists " + table + " cascade");
            }
            sql.execute("drop table if exists bokbuss_schema");
        }
    }

    private static void delete(Path folder) throws Exception {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                all.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }
}
