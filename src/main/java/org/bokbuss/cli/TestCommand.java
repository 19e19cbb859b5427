package org.bokbuss.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.bokbuss.config.UserError;
import org.bokbuss.routetest.JUnitReport;
import org.bokbuss.routetest.RouteTestFile;
import org.bokbuss.routetest.RouteTestResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code test}: whether routes make of given records what their tests say. */
@Command(
        name = "test",
        description = "Runs the tests of routes, routes/*.test.yaml: these records in, those messages out."
                + " Needs no network, delivers nothing.",
        mixinStandardHelpOptions = true,
        footer = {"", "Exit codes: 0 all passed, 1 one failed, 2 a test file, a route or the configuration is wrong."})
final class TestCommand implements Callable<Integer> {
    @Mixin
    private Options options;

    @Parameters(paramLabel = "FILE", arity = "0..*", description = "Test files (default: all in the folder of routes)")
    private List<Path> files = List.of();

    @Option(names = "--junit", paramLabel = "FILE", description = "Also write the results as JUnit XML")
    private Path junit;

    @Option(names = "--update", description = "Accept what came: write it into the test files, and show it")
    private boolean update;

    @Override
    public Integer call() {
        List<Path> all = files.isEmpty() ? RouteTests.in(options.routes) : files;
        if (all.isEmpty()) {
            throw new UserError(options.routes + ": there is no *" + RouteTestFile.ENDING
                    + " here; write one beside its" + " route");
        }
        files.stream().filter(file -> !Files.isReadable(file)).findFirst().ifPresent(file -> {
            throw new UserError(file + ": there is no such file that can be read");
        });
        RouteTests tests = new RouteTests(options);
        // All are read first: a mistake in the last is told before the first has run.
        List<RouteTestFile> read = all.stream().map(RouteTestFile::read).toList();
        List<RouteTestResult> results = tests.run(read, TestCommand::print);
        if (update) {
            read.forEach(file -> file.accept(results));
        }
        if (!tests.notCalled().isEmpty()) {
            System.err.println("not called: " + String.join(", ", tests.notCalled())
                    + " (a test answers them under 'calls', else what is sent there is a message)");
        }
        if (junit != null) {
            JUnitReport.write(results, junit);
        }
        long failed = results.stream().filter(result -> !result.passed()).count();
        String count = results.size() + (results.size() == 1 ? " test, " : " tests, ");
        if (update) {
            long stay = results.stream().filter(result -> !result.ran()).count();
            System.out.println(count + (failed - stay) + " updated" + (stay == 0 ? "" : ", " + stay + " failed"));
            return (stay == 0 ? ExitCode.COMPLETE : ExitCode.UNEXPECTED).number();
        }
        System.out.println(count + failed + " failed");
        return (failed == 0 ? ExitCode.COMPLETE : ExitCode.UNEXPECTED).number();
    }

    static void print(RouteTestResult result) {
        System.out.println("%s %s: %s (%s)"
                .formatted(
                        result.passed() ? "passed" : "FAILED",
                        result.test().place(),
                        result.test().name(),
                        seconds(result)));
        result.differences().forEach(each -> System.out.print(each.indent(2)));
    }

    private static String seconds(RouteTestResult result) {
        return String.format(Locale.ROOT, "%.1f s", result.took().toMillis() / 1000.0);
    }
}
