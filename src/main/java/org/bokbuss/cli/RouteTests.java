package org.bokbuss.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.seda.SedaEndpoint;
import org.apache.camel.processor.aggregate.AggregateProcessor;
import org.apache.camel.util.FileUtil;
import org.bokbuss.config.Secrets;
import org.bokbuss.config.UserError;
import org.bokbuss.harvest.Outcome;
import org.bokbuss.harvest.RunRequest;
import org.bokbuss.routetest.CallAnswer;
import org.bokbuss.routetest.GivenRecord;
import org.bokbuss.routetest.GivenSandbox;
import org.bokbuss.routetest.Refusal;
import org.bokbuss.routetest.RouteTest;
import org.bokbuss.routetest.RouteTestFile;
import org.bokbuss.routetest.RouteTestResult;
import org.bokbuss.routetest.SentMessage;
import org.bokbuss.sandbox.Sandbox;

/**
 * Runs tests of routes, with the sandbox in place of every API, a state that is thrown away and
 * nothing delivered.
 */
final class RouteTests implements AutoCloseable {
    /** So that the sandbox has the same records on every day. */
    private static final Instant NEWEST = Instant.parse("2026-06-01T00:00:00Z");

    private static final int BIBS = 30;

    /** How long a route may take after its last record. */
    private static final Duration AT_REST = Duration.ofSeconds(10);

    private final Options options;
    private final TreeSet<String> notCalled = new TreeSet<>();
    private final List<Bench> benches = new ArrayList<>();

    /** @param options routes and configuration; they are not changed */
    RouteTests(Options options) {
        this.options = options;
    }

    /** The test files of a folder, by name. */
    static List<Path> in(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(RouteTestFile.ENDING))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UserError(folder + ": there is no such folder that can be read; name another with --routes", e);
        }
    }

    /** The test file of a route file, whether there is one or not: {@code NAME.test.yaml} beside {@code NAME.camel.yaml}. */
    static Path of(Path routeFile) {
        String name = routeFile.getFileName().toString().replaceFirst("\\.camel\\.ya?ml$|\\.java$", "");
        return routeFile.resolveSibling(name + RouteTestFile.ENDING);
    }

    /**
     * Runs the tests of a file.
     *
     * @throws UserError if the file, the routes or the configuration have to be corrected first
     */
    List<RouteTestResult> run(Path file) {
        return run(List.of(RouteTestFile.read(file)), result -> {});
    }

    /**
     * Runs the tests of several files.
     *
     * @param each takes each result when it is there
     */
    List<RouteTestResult> run(List<RouteTestFile> files, Consumer<RouteTestResult> each) {
        try {
            return files.stream()
                    .flatMap(file -> file.tests().stream())
                    .map(this::run)
                    .peek(each)
                    .toList();
        } finally {
            close();
        }
    }

    /** Ends what the tests have started; the next one starts it anew. */
    @Override
    public void close() {
        benches.forEach(Bench::close);
        benches.clear();
    }

    /** The calls to other systems, as they stand in the routes, that were neither made nor answered. */
    TreeSet<String> notCalled() {
        return notCalled;
    }

    /** Runs one test; what it starts serves others too, until {@link #close()}. */
    RouteTestResult run(RouteTest test) {
        long start = System.nanoTime();
        Bench bench = benches.stream()
                .filter(each -> each.isFor(test))
                .findFirst()
                .orElseGet(() -> {
                    Bench made = new Bench(test);
                    benches.add(made);
                    return made;
                });
        return bench.run(test, start);
    }

    /** Those beside the test; where there are none, those of the command. */
    private Path routes(RouteTest test) {
        Path parent = test.file().getParent();
        Path beside = parent == null ? Path.of(".") : parent;
        return CamelRunner.hasRoutes(beside) ? beside : options.routes;
    }

    /** Those of the command, without a way to the outside. */
    private Options options(RouteTest test, Sandbox sandbox, Path folder) {
        Options own = new Options();
        own.config = options.config;
        own.routes = routes(test);
        own.set.putAll(options.set);
        own.set.putAll(sandbox.settings());
        own.set.remove("libris.write.enabled");
        own.set.put("state.url", "jdbc:sqlite:" + folder.resolve("bokbuss.db"));
        own.set.put("state.spool", folder.resolve("spool").toString());
        own.set.put("harvest.settle", "0s");
        own.set.put("http.retry.delay", "10ms");
        own.set.put("deliver.retry.max-attempts", "1");
        test.settings()
                .forEach((key, value) -> own.set.put(
                        key, value.replace("{{sandbox}}", sandbox.baseUrl().toString())));
        // Nobody listens at port 9: what asks another host than the sandbox is refused there.
        own.set.put("http.proxy", "http://127.0.0.1:9");
        own.set.put("http.no-proxy", "127.0.0.1,localhost");
        return own;
    }

    /**
     * A running Camel beside a running sandbox. It serves one test of each pipeline: what a run has delivered, and what
     * steps remember, is not there for the next test.
     */
    private final class Bench implements AutoCloseable {
        private final Path routes;
        private final Map<String, String> settings;
        private final List<CallAnswer> calls;
        private final int bibs;
        private final Set<String> served = new HashSet<>();
        private final FromElsewhereReplaced replaced = new FromElsewhereReplaced();
        private final Recorder recorder;
        private final Path folder;
        private final Sandbox sandbox;
        private final Rehearsal rehearsal;
        private final CamelRunner camel;

        Bench(RouteTest test) {
            routes = routes(test);
            settings = test.settings();
            calls = test.calls();
            bibs = bibs(test);
            recorder = new Recorder(calls);
            try {
                folder = Files.createTempDirectory("bokbuss-test");
            } catch (IOException e) {
                throw new UserError("no temporary folder: " + e.getMessage(), e);
            }
            sandbox = Sandbox.with().bibs(bibs).newest(NEWEST).start();
            rehearsal = new Rehearsal(recorder, false, false);
            try {
                camel = new CamelRunner(options(test, sandbox, folder), false)
                        .with(main -> main.addMainListener(replaced))
                        .with(main -> main.bind("bokbussRehearsal", rehearsal))
                        .start();
            } catch (RuntimeException e) {
                clear();
                throw e;
            }
        }

        private static int bibs(RouteTest test) {
            return test.sandbox().map(GivenSandbox::bibs).orElse(BIBS);
        }

        boolean isFor(RouteTest test) {
            return routes.equals(routes(test))
                    && settings.equals(test.settings())
                    && calls.equals(test.calls())
                    && bibs == bibs(test)
                    && !served.contains(test.pipeline());
        }

        RouteTestResult run(RouteTest test, long start) {
            Optional<String> mistake = mistake(test, camel, replaced.beginnings());
            if (mistake.isPresent()) {
                return RouteTestResult.failed(test, mistake.get(), since(start));
            }
            served.add(test.pipeline());
            notCalled.addAll(rehearsal.left(camel.route(test.pipeline())));
            recorder.sent.clear();
            return test.sandbox()
                    .map(given -> fromSandbox(test, given, start))
                    .orElseGet(() -> fromRecords(test, start));
        }

        private RouteTestResult fromSandbox(RouteTest test, GivenSandbox given, long start) {
            given.faults().forEach(sandbox.faults()::add);
            Outcome outcome = camel.run(test.pipeline(), RunRequest.live(given.limit(), false));
            sandbox.faults().clear();
            List<Refusal> refused = camel.harvests().state().quarantine().of(test.pipeline()).stream()
                    .map(record -> Refusal.of(record.subject(), record.cause()))
                    .toList();
            String stopped = outcome.ending() == Outcome.Ending.COMPLETE ? null : outcome.sentence();
            return RouteTestResult.of(test, recorder.sent, refused, stopped, since(start));
        }

        private RouteTestResult fromRecords(RouteTest test, long start) {
            List<Refusal> refused = new ArrayList<>();
            for (GivenRecord record : test.records()) {
                Exchange sent = camel.send(test.pipeline(), message -> record.describe(message, test.pipeline()));
                if (sent.getException() != null) {
                    refused.add(Refusal.of(record.subject(), reason(sent.getException())));
                }
            }
            rest(camel.context());
            return RouteTestResult.of(test, recorder.sent, refused, null, since(start));
        }

        private void clear() {
            sandbox.close();
            FileUtil.removeDir(folder.toFile());
        }

        @Override
        public void close() {
            camel.close();
            clear();
        }
    }

    /** What keeps the route from being tested. */
    private static Optional<String> mistake(RouteTest test, CamelRunner camel, Map<String, String> beginnings) {
        if (camel.pipelines().contains(test.pipeline())) {
            return test.from()
                    .map(from -> "from: " + test.pipeline() + " begins at its source kamelet; take 'from' away");
        }
        if (!beginnings.containsKey(test.pipeline())) {
            throw new UserError(test.place() + ": there is no pipeline or route " + test.pipeline() + "; name one with"
                    + " 'pipeline': " + String.join(", ", new TreeSet<>(camel.pipelines())));
        }
        if (test.sandbox().isPresent()) {
            throw new UserError(test.place() + ": " + test.pipeline()
                    + " has no source kamelet that could ask the sandbox; give it 'records'");
        }
        String begins =
                SentMessage.address(camel.context().resolvePropertyPlaceholders(beginnings.get(test.pipeline())));
        return test.from()
                .filter(from -> !from.equals(begins))
                .map(from -> "from: expected " + from + ", the route begins at " + begins);
    }

    /** Waits for what goes on beside the route; an aggregate that still collects is complete. */
    private static void rest(CamelContext context) {
        long end = System.nanoTime() + AT_REST.toNanos();
        do {
            aggregates(context).forEach(AggregateProcessor::forceCompletionOfAllGroups);
        } while (!isAtRest(context) && System.nanoTime() < end && pause());
    }

    private static Stream<AggregateProcessor> aggregates(CamelContext context) {
        return context.getRoutes().stream()
                .flatMap(route -> route.filter("*").stream())
                .filter(AggregateProcessor.class::isInstance)
                .map(AggregateProcessor.class::cast);
    }

    private static boolean isAtRest(CamelContext context) {
        return context.getInflightRepository().size() == 0
                // A batch that has been sent on by another thread may not have begun yet.
                && aggregates(context).allMatch(each -> each.getInProgressCompleteExchanges() == 0)
                && context.getEndpoints().stream()
                        .noneMatch(
                                endpoint -> endpoint instanceof SedaEndpoint queue && queue.getCurrentQueueSize() > 0);
    }

    private static boolean pause() {
        try {
            Thread.sleep(10);
            return true;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What it began with, in its own words. */
    private static String reason(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return Secrets.mask(root.getMessage() == null ? root.toString() : root.getMessage());
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Keeps what would have been sent. */
    private static final class Recorder implements Rehearsal.Audience {
        private final List<CallAnswer> answers;
        private final List<SentMessage> sent = Collections.synchronizedList(new ArrayList<>());

        Recorder(List<CallAnswer> answers) {
            this.answers = answers;
        }

        @Override
        public void sent(String uri, Message message) {
            sent.add(SentMessage.of(uri, message));
        }

        @Override
        public void changed(String step, Map<String, Object> headers, Message message, boolean bodyToo) {
            // What comes out counts.
        }

        @Override
        public Optional<Consumer<Message>> answer(String uri) {
            String address = SentMessage.address(uri);
            return answers.stream()
                    .filter(answer -> answer.to().equals(address))
                    .findFirst()
                    .map(answer -> message -> {
                        answer.headers().forEach(message::setHeader);
                        if (answer.body() != null) {
                            message.setBody(answer.body());
                        }
                    });
        }
    }
}
