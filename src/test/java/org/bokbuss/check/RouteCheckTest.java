package org.bokbuss.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bokbuss.config.Finding;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteCheckTest {

    @TempDir
    Path temp;

    private Path routes;
    private final Map<String, String> settings = new TreeMap<>();

    @BeforeEach
    void createFolder() throws IOException {
        routes = Files.createDirectory(temp.resolve("routes"));
    }

    /** The kamelets of the fixtures and no others. */
    static Kamelets fixtures() {
        return new Kamelets(fixtureLoader());
    }

    static ClassLoader fixtureLoader() {
        return new URLClassLoader(new URL[] {RouteCheckTest.class.getResource("/org/bokbuss/check/classpath/")}, null);
    }

    private CheckedRoutes check() {
        return new RouteCheck(fixtures(), key -> Optional.ofNullable(settings.get(key))).check(routes);
    }

    /** Every finding as it is printed, with the folder's own name only. */
    private List<String> findings() {
        return check().findings().stream()
                .map(finding -> finding.toString().replace(temp + "/", ""))
                .toList();
    }

    private void write(String name, String... lines) throws IOException {
        Files.writeString(routes.resolve(name), String.join("\n", lines) + "\n");
    }

    /** A route from the fixtures' feed with these lines as its parameters, the first on line 6. */
    private void feed(String... parameters) throws IOException {
        write("a.camel.yaml", feedLines("feed", parameters));
    }

    private static String[] feedLines(String id, String... parameters) {
        return ("- route:\n    id: " + id + "\n    from:\n      uri: kamelet:test-feed-source\n      parameters:\n"
                        + "        " + String.join("\n        ", parameters)
                        + "\n      steps:\n        - to: \"kamelet:test-file-sink?directory=out\"")
                .split("\n");
    }

    @Test
    void saysNothingOfARouteThatIsRight() throws IOException {
        feed(
                "pipeline: feed",
                "metadataPrefix: marcxml",
                "set: \"bib:S\"",
                "from: 2024-01-01",
                "schedule: 0+0/5+*+*+*+?",
                "overlap: PT2M",
                "unchanged: deliver",
                "withDeletedData: true",
                "pageSize: 50",
                "share: 0.25",
                "proxy: http://localhost:8080",
                "bridgeErrorHandler: true");

        assertThat(findings()).isEmpty();
        assertThat(check().mayStart()).isTrue();
    }

    @Test
    void namesThePipelineWithItsSourceAndSinks() throws IOException {
        settings.put("feed.on", "false");
        write(
                "a.camel.yaml",
                "- route:",
                "    id: feed",
                "    autoStartup: '{{feed.on}}'",
                "    from:",
                "      uri: kamelet:test-feed-source?metadataPrefix=marcxml&pipeline=feed",
                "      steps:",
                "        - choice:",
                "            when:",
                "              - simple: ${body}",
                "                steps:",
                "                  - to: kamelet:test-turn-action",
                "                  - to:",
                "                      uri: kamelet:test-file-sink",
                "                      parameters: { directory: out }",
                "            otherwise:",
                "              steps:",
                "                - kamelet: { name: test-file-sink, parameters: { directory: other } }");

        assertThat(findings()).isEmpty();
        PipelineRoute route = check().pipelines().get(0);
        assertThat(route.pipeline()).isEqualTo("feed");
        assertThat(route.routeId()).contains("feed");
        assertThat(route.line()).isEqualTo(1);
        assertThat(route.isSwitchedOn()).isFalse();
        assertThat(route.source().name()).isEqualTo("test-feed-source");
        assertThat(route.source().parameters())
                .containsEntry("metadataPrefix", new KameletUse.Value(Optional.of("marcxml"), 5));
        assertThat(route.sinks())
                .extracting(sink -> sink.parameters().get("directory"))
                .containsExactly(
                        new KameletUse.Value(Optional.of("out"), 14), new KameletUse.Value(Optional.of("other"), 17));
        assertThat(check().settings()).containsExactly("feed.on");
    }

    @Test
    void findsARouteWrittenWithoutTheWordRoute() throws IOException {
        write(
                "a.camel.yaml",
                "- from:",
                "    uri: kamelet:test-feed-source",
                "    parameters: { pipeline: feed, metadataPrefix: marcxml }",
                "    steps:",
                "      - to: log:x");

        assertThat(check().pipelines()).extracting(PipelineRoute::pipeline).containsExactly("feed");
        assertThat(check().pipelines().get(0).routeId()).isEmpty();
        assertThat(check().pipelines().get(0).isSwitchedOn()).isTrue();
    }

    @Test
    void missesAFolderThatIsNotThere() throws IOException {
        Files.delete(routes);

        assertThat(findings())
                .containsExactly("routes: there is no such folder: create it, or name another one with --routes");
    }

    @Test
    void missesRouteFiles() throws IOException {
        assertThat(findings())
                .containsExactly("routes: no *.camel.yaml files here: put a route file there, or name another folder"
                        + " with --routes");

        write("libris.yaml", "- route: {}");

        assertThat(findings())
                .containsExactly("routes: no *.camel.yaml files here: rename libris.yaml to libris.camel.yaml");

        write("Libris.java", "class Libris {}");

        assertThat(findings()).isEmpty();
    }

    @Test
    void readsTheOtherSuffixToo() throws IOException {
        write("a.camel.yml", "route: {}");

        assertThat(findings())
                .containsExactly("routes/a.camel.yml:1: the file must be a list: begin each route with '- route:' and"
                        + " indent what is in it");
    }

    @Test
    void placesASyntaxError() throws IOException {
        write("a.camel.yaml", "- route:", "    id: a", "    from:", "      uri: direct:x", "     steps: []");

        assertThat(findings())
                .containsExactly("routes/a.camel.yaml:5: not YAML at column 6: expected <block end>, but found"
                        + " '<block mapping start>' while parsing a block mapping that begins on line 2; check the"
                        + " indentation");
    }

    @Test
    void placesATabulator() throws IOException {
        write("a.camel.yaml", "- route:", "\tid: a");

        assertThat(findings())
                .containsExactly("routes/a.camel.yaml:2: not YAML at column 1: found character '\\t(TAB)' that cannot"
                        + " start any token. (Do not use \\t(TAB) for indentation)");
    }

    @Test
    void refusesBytesThatAreNoText() throws IOException {
        Files.write(routes.resolve("a.camel.yaml"), new byte[] {'-', ' ', (byte) 0xe5, '\n'});

        assertThat(findings())
                .containsExactly("routes/a.camel.yaml: holds characters that YAML does not allow: save it as plain text"
                        + " in UTF-8");
    }

    @Test
    void cannotReadAFolderNamedLikeAFile() throws IOException {
        Files.createDirectory(routes.resolve("a.camel.yaml"));

        assertThat(findings())
                .containsExactly("routes/a.camel.yaml: cannot be read: check that it is a file and its permissions");
    }

    @Test
    void refusesAMapWhereAListBelongs() throws IOException {
        write("a.camel.yaml", "# ours", "route:", "  id: a");

        assertThat(findings())
                .containsExactly("routes/a.camel.yaml:2: the file must be a list: begin each route with '- route:' and"
                        + " indent what is in it");
    }

    @Test
    void refusesAnEmptyFile() throws IOException {
        write("a.camel.yaml", "# nothing yet");

        assertThat(findings())
                .containsExactly("routes/a.camel.yaml: the file is empty: write what it should hold or take it away");
    }

    @Test
    void refusesASecondDocument() throws IOException {
        write("a.camel.yaml", "- beans: []", "---", "- beans: []");

        assertThat(findings())
                .containsExactly("routes/a.camel.yaml:3: a second YAML document begins here, and Camel reads one a"
                        + " file: move it to a file of its own");
    }

    @Test
    void refusesAKeyWrittenTwice() throws IOException {
        feed("pipeline: feed", "metadataPrefix: marcxml", "set: \"bib:S\"", "set: \"bib:G\"");

        assertThat(findings())
                .containsExactly(
                        "routes/a.camel.yaml:9: 'set' is here a second time (first on line 8): keep one of" + " them");
    }

    @Test
    void missesTheBeginningOfARoute() throws IOException {
        write("a.camel.yaml", "- route:", "    id: a");

        assertThat(findings())
                .containsExactly("routes/a.camel.yaml:1: the route has no 'from': say where its messages come from");
    }

    @Test
    void proposesTheKameletThatWasMeant() throws IOException {
        write(
                "a.camel.yaml",
                "- route:",
                "    from:",
                "      uri: kamelet:test-fed-source",
                "      steps:",
                "        - to: kamelet:parcel-post-sink");

        assertThat(findings())
                .containsExactly(
                        "routes/a.camel.yaml:3: unknown kamelet 'test-fed-source'; did you mean 'test-feed-source'?",
                        "routes/a.camel.yaml:5: unknown kamelet 'parcel-post-sink': there is no"
                                + " kamelets/parcel-post-sink.kamelet.yaml");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- to: kamelet:nosuch-sink",
                "- toD: kamelet:nosuch-sink?a=${body}",
                "- to: { uri: 'kamelet:nosuch-sink' }",
                "- to: kamelet://nosuch-sink",
                "- to: kamelet:nosuch-sink/instance?x={{?y}}",
                "- kamelet: nosuch-sink",
                "- kamelet: { name: nosuch-sink }",
                "- wireTap: { uri: 'kamelet:nosuch-sink' }",
                "- split: { simple: '${body}', steps: [ { to: 'kamelet:nosuch-sink' } ] }",
                "- doTry: { steps: [ { to: 'kamelet:{{kind}}-sink' } ] }",
            })
    void findsAKameletWhereverItIsUsed(String step) throws IOException {
        settings.put("kind", "nosuch");
        write("a.camel.yaml", "- route:", "    from:", "      uri: direct:x", "      steps:", "        " + step);

        assertThat(findings())
                .containsExactly("routes/a.camel.yaml:5: unknown kamelet 'nosuch-sink': there is no"
                        + " kamelets/nosuch-sink.kamelet.yaml");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- log: 'kamelet:nosuch-sink'",
                "- toD: 'kamelet:${body}-sink'",
                "- to: kamelet:sink",
                "- to: log:kamelet:nosuch-sink",
            })
    void findsNoKameletWhereNoneIsNamed(String step) throws IOException {
        write("a.camel.yaml", "- route:", "    from:", "      uri: direct:x", "      steps:", "        " + step);

        assertThat(findings()).isEmpty();
    }

    @Test
    void saysOnceThatAKameletIsBroken() throws IOException {
        write(
                "a.camel.yaml",
                "- route:",
                "    from:",
                "      uri: direct:x",
                "      steps:",
                "        - to: kamelet:test-broken-action",
                "        - to: kamelet:test-broken-action");

        assertThat(findings())
                .containsExactly("kamelets/test-broken-action.kamelet.yaml:2: not YAML at column 11: mapping values are"
                        + " not allowed here");
    }

    @Test
    void refusesASourceInAStepAndASinkAtTheBeginning() throws IOException {
        write(
                "a.camel.yaml",
                "- route:",
                "    from:",
                "      uri: kamelet:test-file-sink?directory=in",
                "      steps:",
                "        - to: kamelet:test-feed-source?pipeline=a&metadataPrefix=b",
                "- route:",
                "    from:",
                "      uri: kamelet:test-turn-action",
                "      steps:",
                "        - poll: kamelet:test-feed-source?pipeline=b&metadataPrefix=b");

        assertThat(findings())
                .containsExactly(
                        "routes/a.camel.yaml:3: test-file-sink is a sink: use it in a step, with 'to'",
                        "routes/a.camel.yaml:5: test-feed-source is a source: a route begins at it, with 'from'",
                        "routes/a.camel.yaml:8: test-turn-action is an action: use it in a step, with 'to'");
    }

    @Test
    void proposesTheParameterThatWasMeant() throws IOException {
        feed("pipeline: feed", "metadataPrefix: marcxml", "overlapp: 2m");

        assertThat(findings())
                .containsExactly("routes/a.camel.yaml:8: unknown parameter 'overlapp' of test-feed-source; did you mean"
                        + " 'overlap'?");
    }

    @Test
    void listsTheParametersWhereNoneIsNear() throws IOException {
        write(
                "a.camel.yaml",
                "- route:",
                "    from:",
                "      uri: direct:x",
                "      steps:",
                "        - to: kamelet:test-file-sink?directory=out&colour=red",
                "        - to: kamelet:test-turn-action?colour=red");

        assertThat(findings())
                .containsExactly(
                        "routes/a.camel.yaml:5: unknown parameter 'colour' of test-file-sink; it takes directory,"
                                + " format",
                        "routes/a.camel.yaml:6: unknown parameter 'colour' of test-turn-action; it takes none");
    }

    @Test
    void takesLettersOfAnotherCaseForAMistake() throws IOException {
        feed("pipeline: feed", "metadataprefix: marcxml");

        assertThat(findings())
                .containsExactly(
                        "routes/a.camel.yaml:4: test-feed-source lacks its parameter 'metadataPrefix': add"
                                + " 'metadataPrefix: ...' to its parameters",
                        "routes/a.camel.yaml:7: unknown parameter 'metadataprefix' of test-feed-source; did you mean"
                                + " 'metadataPrefix'?");
    }

    @Test
    void missesTheNameOfThePipeline() throws IOException {
        feed("metadataPrefix: marcxml");

        assertThat(findings())
                .containsExactly("routes/a.camel.yaml:4: test-feed-source lacks its parameter 'pipeline': add"
                        + " 'pipeline: ...' to its parameters");
        assertThat(check().pipelines()).isEmpty();
    }

    @Test
    void wantsAPipelineOfEverySourceThatKnowsOneAndNothingThatHasADefault() throws IOException {
        Files.writeString(
                temp.resolve("loose-source.kamelet.yaml"),
                "spec: { definition: { required: [ format ], properties: { pipeline: {}, format: { default: json } } }"
                        + " }");
        write("a.camel.yaml", "- from: { uri: 'kamelet:loose-source', steps: [ { to: 'kamelet:loose-source' } ] }");

        assertThat(new RouteCheck(new Kamelets(fixtureLoader(), temp), key -> Optional.empty())
                        .check(routes)
                        .findings())
                .extracting(Finding::message)
                .containsExactly("loose-source lacks its parameter 'pipeline': add 'pipeline: ...' to its parameters");
    }

    @Test
    void acceptsAParameterFromTheSettings() throws IOException {
        settings.put("camel.kamelet.test-feed-source.metadataPrefix", "marcxml");
        settings.put("camel.kamelet.test-file-sink.archive.directory", "out");
        write(
                "a.camel.yaml",
                "- route:",
                "    from:",
                "      uri: kamelet:test-feed-source?pipeline=feed",
                "      steps:",
                "        - to: kamelet:test-file-sink/archive");

        assertThat(findings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "overlap: two minutes | 'two minutes', not a duration: write for example 30s, 2m, 1h30m or PT2M",
                "overlap: 2 | '2', not a duration with its unit: write for example 2m",
                "from: 2024-01-01T00:00:00 | '2024-01-01T00:00:00', not a time with its zone: write for example"
                        + " 2024-01-01T00:00:00Z or 2024-01-01",
                "from: 2024-02-30 | '2024-02-30', not a time with its zone: write for example 2024-01-01T00:00:00Z or"
                        + " 2024-01-01",
                "schedule: '*/5 * * * *' | '*/5 * * * *', not a cron expression of Quartz, whose first field is"
                        + " seconds: write for example '0 0/5 * * * ?'",
                "schedule: '0 0 0 30 2 ?' | '0 0 0 30 2 ?', not a schedule that ever fires: write for example '0 0/5 *"
                        + " * * ?'",
                "schedule: 0 0 0 1 1 ? 2001 | '0 0 0 1 1 ? 2001', not a schedule that ever fires: write for example '0"
                        + " 0/5 * * * ?'",
                "unchanged: skp | 'skp', not one of skip, deliver; did you mean 'skip'?",
                "unchanged: everything | 'everything', not one of skip, deliver",
                "withDeletedData: yes | 'yes', not true or false: write one of the two",
                "pageSize: many | 'many', not a whole number: write for example 100",
                "share: half | 'half', not a number: write for example 0.5",
                "proxy: libris.kb.se | 'libris.kb.se', not an address: write for example https://libris.kb.se",
                "proxy: https:/libris.kb.se | 'https:/libris.kb.se', not an address: write for example"
                        + " https://libris.kb.se",
            })
    void refusesAValueOfTheWrongKind(String parameter, String message) throws IOException {
        feed("pipeline: feed", "metadataPrefix: marcxml", parameter);

        assertThat(findings())
                .containsExactly("routes/a.camel.yaml:8: '" + parameter.substring(0, parameter.indexOf(':'))
                        + "' of test-feed-source is " + message);
    }

    @Test
    void refusesAValueOutsideThePattern() throws IOException {
        feed("pipeline: My Feed", "metadataPrefix: marcxml");

        assertThat(findings())
                .containsExactly("routes/a.camel.yaml:6: 'pipeline' of test-feed-source is 'My Feed', which does not"
                        + " fit the pattern ^[a-z0-9-]+$");
    }

    @Test
    void refusesAParameterWithoutAValue() throws IOException {
        feed("pipeline: \"\"", "metadataPrefix: marcxml", "set:", "overlap: [2m]", "proxy: \"\"");

        assertThat(findings())
                .containsExactly(
                        "routes/a.camel.yaml:6: 'pipeline' of test-feed-source has no value: write one after the colon",
                        "routes/a.camel.yaml:8: 'set' of test-feed-source has no value: write one after the colon, or"
                                + " take the line away",
                        "routes/a.camel.yaml:9: 'overlap' of test-feed-source has no value: write one after the colon,"
                                + " or take the line away");
        assertThat(check().pipelines()).isEmpty();
    }

    @Test
    void refusesAnEmptySchedule() throws IOException {
        feed("pipeline: feed", "metadataPrefix: marcxml", "schedule: ''");

        assertThat(findings())
                .containsExactly("routes/a.camel.yaml:8: 'schedule' of test-feed-source has no value: write one after"
                        + " the colon, or take the line away");
    }

    @Test
    void checksTheValueOfASetting() throws IOException {
        settings.put("feed.overlap", "ten");
        feed("pipeline: feed", "metadataPrefix: marcxml", "overlap: '{{feed.overlap}}'");

        assertThat(findings())
                .containsExactly("routes/a.camel.yaml:8: 'overlap' of test-feed-source is 'ten' (from"
                        + " {{feed.overlap}}), not a duration: write for example 30s, 2m, 1h30m or PT2M");
    }

    @Test
    void neverShowsASecret() throws IOException {
        settings.put("libris.client-secret", "hemlig");
        feed("pipeline: feed", "metadataPrefix: marcxml", "overlap: '{{libris.client-secret}}'", "token: abc 123");

        assertThat(findings())
                .containsExactly(
                        "routes/a.camel.yaml:8: 'overlap' of test-feed-source is '***' (from"
                                + " {{libris.client-secret}}), not a duration: write for example 30s, 2m, 1h30m or"
                                + " PT2M",
                        "routes/a.camel.yaml:9: 'token' of test-feed-source is '***', which does not fit the pattern"
                                + " ^[a-z]+$");
    }

    @Test
    void leavesToCamelWhatIsWorkedOutWhileRunning() throws IOException {
        feed(
                "pipeline: RAW(feed)",
                "metadataPrefix: marcxml",
                "overlap: ${header.overlap}",
                "pageSize: '#bean:size'",
                "from: '{{?feed.from}}'");

        assertThat(findings()).isEmpty();
    }

    @Test
    void passesAnAddressThatIsAPattern() throws IOException {
        write("a.camel.yaml", "- interceptFrom: { uri: 'kamelet:libris*', steps: [ { log: x } ] }");

        assertThat(findings()).isEmpty();
    }

    @Test
    void missesASetting() throws IOException {
        feed("pipeline: feed", "metadataPrefix: marcxml", "set: '{{libris.own-set}}'");

        assertThat(findings())
                .containsExactly("routes/a.camel.yaml:8: {{libris.own-set}} is not set: add it to"
                        + " config/application.properties or the environment (LIBRIS_OWN_SET)");
        assertThat(check().settings()).containsExactly("libris.own-set");
    }

    @Test
    void leavesToATemplateWhatItFills() throws IOException {
        write(
                "a.camel.yaml",
                "- routeTemplate:",
                "    id: t",
                "    parameters: [ { name: prefix } ]",
                "    beans: [ { name: counter, type: '#class:Counter' } ]",
                "    from:",
                "      uri: kamelet:test-feed-source",
                "      parameters: { pipeline: '{{prefix}}', metadataPrefix: '{{counter}}', overlap: '{{prefix}}' }",
                "      steps:",
                "        - log: '{{other}}'");

        assertThat(findings())
                .containsExactly("routes/a.camel.yaml:9: {{other}} is not set: add it to config/application.properties"
                        + " or the environment (OTHER)");
    }

    @Test
    void refusesARouteIdTwice() throws IOException {
        write("a.camel.yaml", feedLines("same", "pipeline: one", "metadataPrefix: marcxml"));
        write("b.camel.yaml", feedLines("same", "pipeline: two", "metadataPrefix: marcxml"));

        assertThat(findings())
                .containsExactly("routes/b.camel.yaml:1: route id 'same' is taken by routes/a.camel.yaml:1: give this"
                        + " one another name");
    }

    @Test
    void refusesAPipelineTwice() throws IOException {
        write("a.camel.yaml", feedLines("a", "metadataPrefix: marcxml", "pipeline: same"));
        write("b.camel.yaml", feedLines("b", "pipeline: same", "metadataPrefix: marcxml"));

        assertThat(findings())
                .containsExactly("routes/b.camel.yaml:6: pipeline 'same' is taken by routes/a.camel.yaml:7: give this"
                        + " one another name");
    }

    @Test
    void collectsAllMistakesInTheOrderOfTheFiles() throws IOException {
        write("b.camel.yaml", "route: {}");
        feed("overlap: two", "pipeline: feed", "colour: red", "metadataPrefix: marcxml");

        assertThat(check().findings()).extracting(Finding::line).containsExactly(6, 8, 1);
        assertThat(check().mayStart()).isFalse();
    }

    @Test
    void followsAnAliasWithoutEnd() throws IOException {
        write("a.camel.yaml", "- beans: &again", "    - name: b", "      properties: { self: *again }");

        assertThat(findings()).isEmpty();
    }

    @Test
    void readsWhatAnAliasRepeatsAndSaysItsMistakesOnce() throws IOException {
        write(
                "a.camel.yaml",
                "- route:",
                "    from: { uri: 'direct:a', steps: &steps [ { to: 'kamelet:test-file-sink?colour=red' } ] }",
                "- route:",
                "    from: { uri: 'kamelet:test-feed-source?pipeline=p&metadataPrefix=m', steps: *steps }");

        assertThat(check().pipelines().get(0).sinks())
                .extracting(KameletUse::name)
                .containsExactly("test-file-sink");
        assertThat(findings())
                .containsExactly(
                        "routes/a.camel.yaml:2: unknown parameter 'colour' of test-file-sink; it takes directory,"
                                + " format",
                        "routes/a.camel.yaml:2: test-file-sink lacks its parameter 'directory': add 'directory: ...'"
                                + " to its parameters");
    }
}
