package org.bokbuss.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.sandbox.receiver.Receiver;
import org.bokbuss.sandbox.wire.Request;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of records at a receiver that does as it likes. */
class HttpSinkTest {
    private static final String EVENTS = ", body: cloudevents, batch: 20";

    @TempDir
    Path folder;

    private Sandbox sandbox;

    @BeforeEach
    void start() {
        sandbox = Sandbox.with().bibs(80).pageSize(50).start();
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private Workspace trip(String path, String parameters, String... steps) {
        String yaml = """
                - route:
                    id: p
                    from:
                      uri: kamelet:libris-oaipmh-source
                      parameters: { pipeline: p, set: bib, metadataPrefix: jsonld }
                      steps:
                """;
        for (String step : steps) {
            yaml += step.indent(8);
        }
        return new Workspace(folder, sandbox.baseUrl())
                .file("routes/p.camel.yaml", yaml + """
                        - to:
                            uri: kamelet:record-http-sink
                            parameters: { url: '%s%s'%s }
                """.formatted(sandbox.baseUrl(), path, parameters));
    }

    private Set<String> subjects(Predicate<Entry> which) {
        return sandbox.catalogue()
                .entries()
                .filter(entry -> entry.kind() == Kind.BIB && which.test(entry))
                .map(Entry::uri)
                .collect(Collectors.toSet());
    }

    private String someBib(int which) {
        return subjects(entry -> !entry.deleted()).stream()
                .sorted()
                .skip(which)
                .findFirst()
                .orElseThrow();
    }

    private List<Request> requests() {
        return sandbox.requests().stream()
                .filter(request -> request.path().startsWith("/receiver"))
                .toList();
    }

    /** Windows end on whole seconds: a change is in one once its second is over. */
    private static void untilItIsOver(Instant change) {
        await().until(() -> Instant.now().truncatedTo(ChronoUnit.SECONDS).isAfter(change));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "503 with Retry-After in seconds, 503=1@2, 0",
        "503 with Retry-After as a date, 503=date:1@2, 0",
        "429, 429@2, 0",
        "502, 502@2, 0",
        "500 once, 500@2, 0",
        "a web page with status 200, html@2, 0",
        "the answer is cut short, short@2, 0",
        "the connection is reset before the request is carried out, dropped@2, 0",
        "carried out but not answered, hung-up@2, 0",
        "gzip, gzip@2, 0",
        "503 forever, 503@2*forever, 4",
        "401, 401@2*forever, 4",
        "403, 403@2*forever, 4",
        "404, 404@2*forever, 4",
        "415, 415@2*forever, 4",
        "a redirect, redirect=http://127.0.0.1:9/@2*forever, 4"
    })
    void nothingIsLost(String name, String fault, int exit) {
        sandbox.faults()
                .add(fault.replaceFirst("@2", "@" + (Receiver.CALLS + 2)).replaceFirst("2\\*", "2*"));
        if (exit == 4) {
            sandbox.faults().add(fault.replaceFirst("@2", "@" + Receiver.CALLS));
        }
        Workspace trip = trip("/receiver", EVENTS).with("http.retry.max-attempts", "3");

        Workspace.Result result = trip.once();

        assertThat(result.exit()).as(result.err()).isEqualTo(exit);
        if (exit == 4) {
            assertThat(result.complaints()).singleElement().asString().contains("record-http-sink: POST", "/receiver");
            sandbox.faults().clear();
            Workspace.Result next = trip.once();
            assertThat(next.exit()).as(next.err()).isZero();
        }
        assertThat(sandbox.receiver().taken().keySet()).isEqualTo(subjects(entry -> true));
        try (var state = trip.state()) {
            assertThat(state.quarantine().of("p")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/each"})
    void aRefusedBatchCostsTheRecordAtFault(String path) {
        String bad = someBib(30);
        sandbox.receiver().refuse(bad);
        String answers = path.isEmpty() ? "" : ", answers: '$.results[*]'";
        Workspace trip = trip("/receiver" + path, EVENTS + answers);

        Workspace.Result result = trip.once();

        assertThat(result.exit()).as(result.err()).isEqualTo(3);
        assertThat(sandbox.receiver().taken().keySet())
                .isEqualTo(subjects(entry -> !entry.uri().equals(bad)));
        try (var state = trip.state()) {
            assertThat(state.quarantine().of("p")).singleElement().satisfies(record -> {
                assertThat(record.subject()).isEqualTo(bad);
                assertThat(record.cause()).contains("422", "title");
            });
        }
        sandbox.receiver().refuseNone();
        assertThat(trip.run("quarantine", "replay", "p").exit()).isZero();
        assertThat(trip.once().exit()).isZero();
        assertThat(sandbox.receiver().taken()).containsKey(bad);
    }

    @Test
    void whoRefusesAllStopsTheRun() {
        subjects(entry -> true).forEach(sandbox.receiver()::refuse);
        Workspace trip = trip("/receiver", EVENTS);

        Workspace.Result result = trip.once();

        assertThat(result.exit()).isEqualTo(4);
        assertThat(result.err()).contains("20 records were refused one after the other", "a record has no title");
        sandbox.receiver().refuseNone();
        assertThat(trip.once().exit()).isZero();
        assertThat(sandbox.receiver().taken().keySet()).isEqualTo(subjects(entry -> true));
    }

    @Test
    void anAnswerForEachRecordNeedsToBeUnderstood() {
        Workspace.Result result = trip("/receiver/each", EVENTS).once();

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("207", "set answers");
    }

    @Test
    void aRequestHasManyRecordsAndNoHeaderOfTheMessage() {
        assertThat(trip("/receiver", EVENTS + ", headers: 'X-Tenant: diku, X-Trace: a; b'")
                        .once()
                        .exit())
                .isZero();

        assertThat(requests()).hasSizeLessThan(10).allSatisfy(request -> {
            assertThat(request.headers())
                    .containsEntry("content-type", "application/cloudevents-batch+json; charset=utf-8")
                    .containsEntry("x-tenant", "diku")
                    .containsEntry("x-trace", "a; b");
            assertThat(request.headers().keySet())
                    .isSubsetOf(
                            "accept",
                            "accept-encoding",
                            "connection",
                            "content-length",
                            "content-type",
                            "host",
                            "transfer-encoding",
                            "user-agent",
                            "x-tenant",
                            "x-trace");
        });
    }

    @Test
    void eachRecordHasItsAddressWhereTheTeamWantsIt() {
        String each = "/receiver/${header.CamelCloudEventSubject}";
        String parameters = ", method: PUT, body: json, deleteUrl: '" + sandbox.baseUrl() + each + "'";
        assertThat(trip(each, parameters).once().exit()).isZero();
        assertThat(sandbox.receiver().taken().keySet()).isEqualTo(subjects(entry -> !entry.deleted()));
        String bib = someBib(3);
        untilItIsOver(sandbox.catalogue().delete(bib).modified());

        assertThat(trip(each, parameters).once().exit()).isZero();

        assertThat(sandbox.receiver().taken()).doesNotContainKey(bib);
        assertThat(requests()).last().satisfies(request -> {
            assertThat(request.method()).isEqualTo("DELETE");
            assertThat(request.target()).endsWith("https%3A%2F%2Flibris.kb.se%2F" + bib.replaceFirst(".*/", ""));
        });
    }

    @Test
    void whereDeletionsCannotBeSaidTheRunStopsAtTheFirst() {
        Workspace.Result result = trip("/receiver", ", body: json, batch: 20").once();

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("set deleteUrl", "deletions=skip");
    }

    @Test
    void aSilenceThatIsLongerThanAnyPauseOutlastsTheRun() {
        sandbox.faults().add("429=600@" + Receiver.CALLS + "*forever");
        Workspace trip = trip("/receiver", EVENTS).with("http.retry.max-delay", "1s");
        assertThat(trip.once().exit()).isEqualTo(4);
        int asked = requests().size();

        Workspace.Result next = trip.once();

        assertThat(next.exit()).isEqualTo(4);
        assertThat(next.err()).contains("asked not to be called before");
        assertThat(requests()).hasSize(asked);
    }

    @Test
    void versionsOfARecordArriveInTheirOrder() {
        sandbox = restarted(Sandbox.with().bibs(400).pageSize(1000).latency(Duration.ofMillis(3)));
        List.of(3, 7, 20).forEach(call -> sandbox.faults().add("503@" + (Receiver.CALLS + call)));
        Versions.count.set(0);
        Workspace trip = trip(
                        "/receiver",
                        ", body: cloudevents, batch: 6",
                        "- bean: { beanType: '" + Versions.class.getName() + "', method: step }")
                .with("http.max-per-host", "8");

        assertThat(trip.once().exit()).isZero();

        assertThat(sandbox.receiver().taken())
                .hasSize(Versions.SUBJECTS)
                .allSatisfy((subject, versions) ->
                        assertThat(versions).hasSizeGreaterThan(10).isSorted());
    }

    /** A step after which all records are versions of a few, numbered in their order. */
    public static final class Versions {
        static final int SUBJECTS = 30;
        private static final AtomicInteger count = new AtomicInteger();

        /** Called by Camel. */
        public void step(Exchange record) {
            int number = count.incrementAndGet();
            record.getMessage().setHeader(CloudEvent.SUBJECT, "record " + number % SUBJECTS);
            record.getMessage().setHeader(CloudEvent.ID, "%05d".formatted(number));
        }
    }

    private Sandbox restarted(Sandbox.Builder other) {
        sandbox.close();
        return other.start();
    }

    @Test
    void twoReceiversInARowHaveAllRecords() {
        Workspace trip = trip("/receiver", EVENTS).file("routes/p.camel.yaml", """
                        - route:
                            id: p
                            from:
                              uri: kamelet:libris-oaipmh-source
                              parameters: { pipeline: p, set: bib, metadataPrefix: jsonld }
                              steps:
                                - to:
                                    uri: kamelet:record-http-sink
                                    parameters: { url: '%1$s/receiver', body: cloudevents, batch: 7 }
                                - to:
                                    uri: kamelet:record-http-sink
                                    parameters: { url: '%1$s/receiver', body: cloudevents, batch: 30 }
                        """.formatted(sandbox.baseUrl()));

        assertThat(trip.once().exit()).isZero();

        assertThat(sandbox.receiver().taken().keySet()).isEqualTo(subjects(entry -> true));
        assertThat(sandbox.receiver().taken().values())
                .allSatisfy(versions -> assertThat(versions).hasSize(2));
    }

    @Test
    void aDryRunSendsNothing() {
        assertThat(trip("/receiver", EVENTS).run("once", "p", "--dry-run").exit())
                .isZero();

        assertThat(requests()).isEmpty();
    }

    @Test
    void aLoginOfTheConfigurationIsShownAndRenewed() {
        sandbox.faults().add("401@" + (Receiver.CALLS + 3));
        Workspace trip = trip("/receiver", EVENTS + ", login: desk");
        sandbox.librisSettings().forEach((key, value) -> trip.with(key.replace("libris.", "desk."), value));

        Workspace.Result result = trip.once();

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(sandbox.receiver().taken().keySet()).isEqualTo(subjects(entry -> true));
        assertThat(requests())
                .allSatisfy(request ->
                        assertThat(request.headers().get("authorization")).startsWith("Bearer "));
        assertThat(sandbox.requests().stream().filter(request -> request.path().contains("token")))
                .hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "username=desk|password=pa+ss%, Basic ZGVzazpwYStzcyU=",
        "authorization=ApiKey a1b2c3d4, ApiKey a1b2c3d4"
    })
    void aLoginThatDoesNotExpireIsShown(String keys, String shown) {
        Workspace trip = trip("/receiver", EVENTS + ", login: desk");
        for (String key : keys.split("\\|")) {
            trip.with("desk." + key.split("=")[0], key.split("=")[1]);
        }

        assertThat(trip.once().exit()).isZero();

        assertThat(requests()).isNotEmpty().allSatisfy(request -> assertThat(request.headers())
                .containsEntry("authorization", shown));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                ", login: desk # desk.token-url",
                ", login: desk, url: 'http://library.example/' # would send the login in clear",
                ", headers: 'X-Api-Key: abc', url: 'http://library.example/' # would send the login in clear",
                ", deleteUrl: 'http://127.0.0.1:9/records' # names another host than url",
                ", url: 'http://user:secret@127.0.0.1/' # a login goes into login or headers",
                ", url: 'http://${header.CamelCloudEventSubject}/' # no address that can be used",
                ", headers: 'Host: example.org' # Host is not for you to set",
                ", headers: 'nonsense' # write 'Name: value'",
                ", batch: 5 # body=record goes one a request",
                ", batch: 0, body: cloudevents # write a number from 1 to",
                ", answers: '$[' # is no JSONPath"
            })
    void aMistakeIsNamed(String parameters, String sentence) {
        Workspace trip = trip("/receiver", "").file("routes/p.camel.yaml", """
                - route:
                    id: p
                    from:
                      uri: kamelet:libris-oaipmh-source
                      parameters: { pipeline: p, set: bib }
                      steps:
                        - to:
                            uri: kamelet:record-http-sink
                            parameters: { %s%s }
                """.formatted(
                        parameters.contains(" url:") ? "" : "url: '" + sandbox.baseUrl() + "/receiver'",
                        parameters.contains(" url:") ? parameters.substring(1) : parameters));

        Workspace.Result result = trip.once();

        assertThat(result.exit()).as(result.err()).isEqualTo(2);
        assertThat(result.err()).contains(sentence).doesNotContain("user:secret");
        assertThat(requests()).isEmpty();
    }

    @Test
    void aSecretThatAReceiverRepeatsIsMasked() {
        String bad = someBib(30);
        sandbox.receiver().refuse(bad);
        Workspace trip = trip(
                        "/receiver/${header.key}",
                        ", method: PUT, deletions: skip, headers: 'X-Api-Key: {{desk.key}}'",
                        """
                - setHeader: { name: key, simple: "${header.CamelCloudEventSubject}" }
                - filter:
                    simple: "${header.CamelCloudEventSubject} == '%s'"
                    steps:
                      - setHeader: { name: key, constant: "k3y-of-the-desk" }
                """.formatted(bad))
                .with("desk.key", "k3y-of-the-desk");
        sandbox.receiver().refuse("k3y-of-the-desk");

        Workspace.Result result = trip.once();

        assertThat(result.exit()).as(result.err()).isEqualTo(3);
        assertThat(result.err() + result.out() + trip.run("quarantine", "list").out())
                .contains("no title in ***")
                .doesNotContain("k3y-of-the-desk");
    }

    @Test
    void checkGoesToTheReceiverWithTheLogin() {
        Workspace trip = trip("/receiver", EVENTS + ", login: desk").with("desk.authorization", "ApiKey a1b2c3d4");

        Workspace.Result there = trip.run("check");
        sandbox.close();
        Workspace.Result gone = trip.run("check");

        assertThat(there.exit()).as(there.out() + there.err()).isZero();
        assertThat(there.out()).contains("record-http-sink: " + sandbox.baseUrl() + " answers");
        assertThat(requests()).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("OPTIONS");
            assertThat(request.headers()).containsEntry("authorization", "ApiKey a1b2c3d4");
        });
        assertThat(gone.exit()).isEqualTo(4);
        assertThat(gone.out()).contains("record-http-sink: 127.0.0.1", "cannot be reached");
    }
}
