package org.bokbuss.cli;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.libris.Generation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sandbox}: the upstreams, imitated. */
@Command(
        name = "sandbox",
        description = "Imitates the upstream APIs on this machine, with faults to switch on.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A fault is NAME[=VALUE][@PAGE][*TIMES]: 503=2@5 answers the fifth page once with status 503 and",
            "Retry-After: 2; cut@3*2 cuts the third page twice; slow=100*forever slows all down. A wrong name",
            "prints the list of them. Reading single records is page 900; writing is counted by itself:",
            "91001 is the first POST, 92001 PUT, 93001 DELETE, 94001 _findhold, 95001 oauth/token, 96001",
            "oauth/verify, and 91000, 92000 … are all of a kind. hung-up@92003 carries the third PUT out and",
            "resets the connection; no-op@92000* never keeps what is put."
        })
final class SandboxCommand implements Callable<Integer> {
    /** Options of all commands: the sandbox takes them and needs none. */
    @Mixin
    private Options options;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Where to listen; in a container 0.0.0.0 (default: ${DEFAULT-VALUE})")
    private InetAddress host;

    @Option(names = "--port", paramLabel = "N", defaultValue = "8088", description = "Default: ${DEFAULT-VALUE}")
    private int port;

    @Option(names = "--fault", paramLabel = "SPEC", description = "A fault; may be repeated")
    private List<String> faults = List.of();

    @Option(names = "--replay", paramLabel = "DIR", description = "Answer from recorded request and response pairs")
    private Path replay;

    @Option(names = "--records", paramLabel = "N", defaultValue = "300", description = "Bibs in the catalogue")
    private int records;

    @Option(names = "--page-size", paramLabel = "N", defaultValue = "1000", description = "Rows a page looks at")
    private int pageSize;

    @Option(names = "--stream", description = "Answer as Libris did before June 2026: one list, no tokens")
    private boolean stream;

    @Option(
            names = "--changes",
            paramLabel = "N",
            defaultValue = "0.2",
            description = "Records that change each second")
    private double changes;

    @Option(names = "--latency", paramLabel = "TIME", defaultValue = "0s", description = "Before each answer")
    private String latency;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Another number, another catalogue")
    private long seed;

    @Override
    public Integer call() throws InterruptedException {
        if (replay != null && !Files.isDirectory(replay)) {
            throw new UserError("--replay " + replay + ": there is no such folder");
        }
        try (Sandbox sandbox = start()) {
            // The one that says where it listens comes first.
            System.out.println("libris.base-url=" + sandbox.baseUrl());
            var others = new TreeMap<>(sandbox.settings());
            others.remove("libris.base-url");
            others.forEach((key, value) -> System.out.println(key + "=" + value));
            System.out.flush();
            new CountDownLatch(1).await();
        }
        return ExitCode.COMPLETE.number();
    }

    private Sandbox start() {
        try {
            Sandbox.Builder builder = Sandbox.with()
                    .host(host)
                    .port(port)
                    .bibs(records)
                    .pageSize(pageSize)
                    .generation(stream ? Generation.STREAM : Generation.PAGES)
                    .changesPerSecond(changes)
                    .latency(latency())
                    .seed(seed);
            faults.forEach(builder::fault);
            if (replay != null) {
                builder.replay(replay);
            }
            return builder.start();
        } catch (IllegalArgumentException e) {
            throw new UserError(e.getMessage(), e);
        } catch (java.io.UncheckedIOException e) {
            throw new UserError("--port " + port + ": " + e.getCause().getMessage() + "; choose another", e);
        }
    }

    private Duration latency() {
        return Settings.duration("--latency", latency);
    }
}
