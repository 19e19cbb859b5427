package org.bokbuss.routetest;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bokbuss.config.Finding;

/**
 * What a test came to.
 *
 * @param ran false where the route could not be run as the test says
 * @param sent the messages that came, in their order
 * @param refused the records that were refused
 * @param stopped the sentence with which the run stopped before its end; null if it was complete
 * @param differences how that differs from what is expected, a sentence or a few lines each; empty if it passed
 */
public record RouteTestResult(
        RouteTest test,
        boolean ran,
        List<SentMessage> sent,
        List<Refusal> refused,
        String stopped,
        List<String> differences,
        Duration took) {

    /** Compares what came with what the test says. */
    public static RouteTestResult of(
            RouteTest test, List<SentMessage> sent, List<Refusal> refused, String stopped, Duration took) {
        List<String> differences = new ArrayList<>();
        compareEnd(test, stopped, differences);
        compareMessages(test, sent, differences);
        compareRefusals(test, refused, differences);
        return new RouteTestResult(test, true, List.copyOf(sent), List.copyOf(refused), stopped, differences, took);
    }

    /** A test whose route could not be run. */
    public static RouteTestResult failed(RouteTest test, String why, Duration took) {
        return new RouteTestResult(test, false, List.of(), List.of(), null, List.of(why), took);
    }

    public boolean passed() {
        return differences.isEmpty();
    }

    private static void compareEnd(RouteTest test, String stopped, List<String> differences) {
        if (stopped == null) {
            test.stopped().ifPresent(part -> differences.add("the run was complete, expected it to stop: " + part));
        } else if (test.stopped().filter(stopped::contains).isEmpty()) {
            differences.add("the run stopped: " + stopped
                    + test.stopped().map(part -> "\n  expected: " + part).orElse(""));
        }
    }

    /** @throws AssertionError with all differences, if there are any */
    public void requirePassed() {
        if (!passed()) {
            throw new AssertionError(test.place() + ": " + test.name() + "\n" + String.join("\n", differences));
        }
    }

    /** At each address in their order. */
    private static void compareMessages(RouteTest test, List<SentMessage> sent, List<String> differences) {
        Map<String, Deque<SentMessage>> came = new LinkedHashMap<>();
        sent.forEach(message ->
                came.computeIfAbsent(message.to(), to -> new ArrayDeque<>()).add(message));
        for (ExpectedMessage expected : test.messages()) {
            String what = Finding.place(test.file(), expected.line()) + ": ";
            SentMessage message =
                    came.getOrDefault(expected.to(), new ArrayDeque<>()).poll();
            if (message == null) {
                differences.add(what + "expected a message to " + expected.to() + ", none came");
                continue;
            }
            List<String> unlike = expected.differences(message);
            if (!unlike.isEmpty()) {
                differences.add(what + message + "\n"
                        + String.join("\n", unlike).indent(2).stripTrailing());
            }
        }
        came.values().forEach(rest -> rest.forEach(message -> differences.add("not expected: " + message)));
    }

    private static void compareRefusals(RouteTest test, List<Refusal> refused, List<String> differences) {
        List<Refusal> came = new ArrayList<>(refused);
        for (Refusal expected : test.refused()) {
            Refusal match = came.stream()
                    .filter(each ->
                            expected.subject().isEmpty() || each.subject().equals(expected.subject()))
                    .findFirst()
                    .orElse(null);
            String what = Finding.place(test.file(), expected.line()) + ": ";
            if (match == null) {
                differences.add(what + "expected a refused record" + named(expected.subject()) + ", there was none");
            } else if (!match.reason().contains(expected.reason())) {
                differences.add(what + "refused" + named(match.subject()) + ": expected the reason '"
                        + expected.reason() + "', came '" + match.reason() + "'");
            }
            came.remove(match);
        }
        came.forEach(each -> differences.add("not expected: refused" + named(each.subject()) + ": " + each.reason()));
    }

    private static String named(String subject) {
        return subject.isEmpty() ? "" : " " + subject;
    }
}
