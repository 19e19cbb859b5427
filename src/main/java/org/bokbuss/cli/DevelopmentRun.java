package org.bokbuss.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.FileWatcherResourceReloadStrategy;
import org.bokbuss.config.UserError;
import org.bokbuss.routetest.RouteTestResult;

/**
 * {@code run --dev}: takes up what is saved in the folder of routes. A new Camel is begun and the old one stopped, so that
 * nothing of the old routes is left; positions are in the state, where both find them. What has a mistake is tried in a
 * Camel of its own, and the old one goes on.
 */
final class DevelopmentRun {
    private static final String TEST = ".test.yaml";

    /** Editors save in several steps. */
    private static final long QUIET_MILLIS = 50;

    private final Options options;
    private final Function<String, CamelRunner> begin;
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private Map<Path, String> known;
    private CamelRunner camel;
    private int runs;

    /** @param begin starts the pipelines, in a Camel of the name that is given: each has a scheduler by it */
    DevelopmentRun(Options options, Function<String, CamelRunner> begin) {
        this.options = options;
        this.begin = begin;
    }

    /** Goes on until the process is stopped. */
    void run() throws Exception {
        // Two cannot listen at one port, and the page is for those who watch.
        options.set.put("http.port", "0");
        known = read();
        camel = begin.apply(name());
        try (DefaultCamelContext watching = watch()) {
            say("watching " + options.routes + " for changes");
            while (watching.isStarted()) {
                events.take();
                while (events.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS) != null) {
                    // Until it is quiet.
                }
                Map<Path, String> now = read();
                Set<Path> changed = new TreeSet<>(known.keySet());
                changed.addAll(now.keySet());
                changed.removeIf(file -> now.containsKey(file) && now.get(file).equals(known.get(file)));
                known = now;
                if (!changed.isEmpty()) {
                    take(changed);
                }
            }
        }
    }

    private DefaultCamelContext watch() throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        FileWatcherResourceReloadStrategy watcher = new FileWatcherResourceReloadStrategy(options.routes.toString());
        watcher.setResourceReload((name, file) -> events.add(name));
        context.addService(watcher);
        context.start();
        return context;
    }

    private void take(Set<Path> changed) {
        say("changed: " + String.join(", ", changed.stream().map(Path::toString).toList()));
        long start = System.nanoTime();
        if (changed.stream().anyMatch(file -> !file.toString().endsWith(TEST))) {
            try (CamelRunner tried = named(new CamelRunner(options, false)).start()) {
                say("no mistakes in " + tried.all().size() + " routes");
            } catch (UserError mistake) {
                say(mistake.getMessage());
                say("not taken up: what ran before goes on");
                return;
            }
            camel.close();
            try {
                camel = begin.apply(name());
            } catch (UserError mistake) {
                say(mistake.getMessage());
                say("nothing runs until that is corrected");
                return;
            }
            say("taken up after %.1f s".formatted((System.nanoTime() - start) / 1e9));
        }
        test(changed);
    }

    private void test(Set<Path> changed) {
        List<Path> tests = changed.stream()
                .map(file -> file.toString().endsWith(TEST) ? file : RouteTests.of(file))
                .distinct()
                .filter(Files::exists)
                .toList();
        for (Path file : tests) {
            try {
                List<RouteTestResult> results = new RouteTests(options).run(file);
                results.forEach(TestCommand::print);
            } catch (UserError mistake) {
                say(mistake.getMessage());
            }
        }
    }

    private CamelRunner named(CamelRunner runner) {
        String name = name();
        return runner.with(main -> main.addInitialProperty("camel.main.name", name));
    }

    private String name() {
        return "bokbuss-dev-" + ++runs;
    }

    /** What stands in the folder; a file that is gone meanwhile is none. */
    private Map<Path, String> read() throws IOException {
        Map<Path, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.list(options.routes)) {
            for (Path file : files.filter(each -> each.toString().matches("(?s).*\\.(ya?ml|java)"))
                    .toList()) {
                try {
                    texts.put(file, new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
                } catch (IOException gone) {
                    // Its removal is an event of its own.
                }
            }
        }
        return texts;
    }

    private static void say(String line) {
        System.err.println(line);
    }
}
