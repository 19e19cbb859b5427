package org.bokbuss.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.camel.main.Main;
import org.bokbuss.config.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each case is a mistake given to Camel itself, so that a Camel which words its failures anew is noticed. */
class CamelFailureTest {

    @TempDir
    Path temp;

    private Throwable failureOf(String... initialProperties) {
        Main main = new Main();
        main.configure().withAutoStartup(false);
        main.setPropertyPlaceholderLocations("file:" + temp.resolve("none.properties") + ";optional=true");
        for (int i = 0; i < initialProperties.length; i += 2) {
            main.addInitialProperty(initialProperties[i], initialProperties[i + 1]);
        }
        try {
            return catchThrowable(main::start);
        } finally {
            main.stop();
        }
    }

    private String sentence(String... initialProperties) {
        return CamelFailure.explain(failureOf(initialProperties))
                .toString()
                .replace("file:", "")
                .replace(temp + "/", "");
    }

    private String sentenceOf(String yaml) throws IOException, URISyntaxException {
        Path kamelets = Path.of(CamelFailureTest.class
                .getResource("/org/bokbuss/check/classpath/kamelets")
                .toURI());
        Path file = Files.writeString(temp.resolve("a.camel.yaml"), yaml);
        return sentence(
                "camel.main.routesIncludePattern",
                "file:" + file,
                "camel.component.kamelet.location",
                "file:" + kamelets);
    }

    private static String route(String from, String... steps) {
        return "- route:\n    id: a\n    from:\n      " + from + "\n      steps:\n        "
                + String.join("\n        ", steps) + "\n";
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of(
                        route("uri: direct:x", "- logg: x"),
                        "a.camel.yaml:6: Camel knows no 'logg' here: check the spelling and the indentation"),
                Arguments.of(
                        "- rout:\n    id: x\n",
                        "a.camel.yaml:1: Camel knows no 'rout' here: check the spelling and the indentation"),
                Arguments.of(
                        route("uri: direct:x", "- log:", "    msg: x"),
                        "a.camel.yaml:7: Camel knows no option 'msg' here: check the spelling and the indentation"),
                Arguments.of(
                        route("uri: direct:x", "- to: log:a", "  log: b"),
                        "a.camel.yaml:6: one step holds to and log: begin each step with its own '- ' and check the"
                                + " indentation"),
                Arguments.of("- hello\n", "a.camel.yaml:1: Camel expects a name and a colon here, such as '- to: ...'"),
                Arguments.of("", "a.camel.yaml: the file is empty: write what it should hold or take it away"),
                Arguments.of(
                        "- route:\n    id: a\n   from: x\n",
                        "a.camel.yaml:3: not YAML at column 4: expected <block end>, but found '<block mapping start>'"
                                + " while parsing a block mapping that begins on line 1; check the indentation"),
                Arguments.of(
                        route("uri: 'timer:x?period={{libris.poll}}'", "- log: x"),
                        "a.camel.yaml: in route 'a': {{libris.poll}} is not set: add it to"
                                + " config/application.properties or the environment (LIBRIS_POLL)"),
                Arguments.of(
                        route("uri: direct:x", "- to: log:x") + route("uri: direct:y", "- to: log:x"),
                        "route id 'a' is used more than once: give each route its own"),
                Arguments.of(
                        route("uri: direct:x", "- to: log:x?shwAll=true&pasword=hemlig"),
                        "in route 'a', step to log:x: unknown parameters 'pasword', 'shwAll': check the spelling"),
                Arguments.of(
                        route("uri: direct:x?blck=true", "- to: log:x"),
                        "a.camel.yaml: in route 'a': unknown parameter 'blck': check the spelling"),
                Arguments.of(
                        route("uri: direct:x", "- to: log:x?showAll=maybe"),
                        "in route 'a', step to log:x: the value of 'showAll' does not fit: check it against Camel's"
                                + " description"),
                Arguments.of(
                        route("uri: direct:x", "- bean: { ref: nosuch, method: go }"),
                        "in route 'a', step bean: there is no bean 'nosuch': check the spelling, or declare it under"
                                + " 'beans:'"),
                Arguments.of(
                        route("uri: direct:x", "- to: atm:x"),
                        "in route 'a', step to atm:x: there is no Camel component 'atm': check the spelling (did"
                                + " you mean 'atom'?), or put its library into ext/"),
                Arguments.of(
                        route("uri: direct:x", "- to: sql:x"),
                        "in route 'a', step to sql:x: there is no Camel component 'sql': put camel-sql-4.18.0.jar and the libraries it needs into"
                                + " ext/ (mvn -f ext/pom.xml -Dlibrary=camel-sql brings them)"),
                Arguments.of(
                        route("uri: direct:x", "- to: sfpt:x"),
                        "in route 'a', step to sfpt:x: there is no Camel component 'sfpt': check the spelling (did you mean 'sftp'?), or put its"
                                + " library into ext/"),
                Arguments.of(
                        route("uri: direct:x", "- marshal: { csv: {} }"),
                        "in route 'a', step marshal: there is no data format 'csv': put camel-csv-4.18.0.jar and"
                                + " the libraries it needs into ext/ (mvn -f ext/pom.xml -Dlibrary=camel-csv brings them)"),
                Arguments.of(
                        route("uri: direct:x", "- setBody: { jq: .a }"),
                        "in route 'a', step setBody: there is no expression language 'jq': put camel-jq-4.18.0.jar"
                                + " and the libraries it needs into ext/ (mvn -f ext/pom.xml -Dlibrary=camel-jq brings"
                                + " them)"),
                Arguments.of(
                        route("uri: direct:x", "- setBody: { simple: '${boddy}' }"),
                        "in route 'a', step setBody: the expression ${boddy} cannot be read (Unknown function:"
                                + " boddy)"),
                Arguments.of(
                        route("uri: quartz:x?cron=0 0 0", "- log: x"),
                        "a.camel.yaml:4: in route 'a': '0 0 0' is not a cron expression of Quartz, whose first field is"
                                + " seconds: write for example '0 0/5 * * * ?'"),
                Arguments.of(
                        "- route:\n    id: a\n    from:\n      uri: direct:x\n",
                        "a.camel.yaml: in route 'a': the route has no steps: add them under 'from', as 'steps:'"),
                Arguments.of("- route:\n    id: a\n", "a route has no 'from': say where its messages come from"),
                Arguments.of(
                        route("uri: kamelet:nosuch-source", "- log: x"),
                        "unknown kamelet 'nosuch-source': there is no kamelets/nosuch-source.kamelet.yaml"),
                Arguments.of(
                        route("uri: kamelet:test-feed-source", "- log: x"),
                        "kamelet test-feed-source lacks parameters 'metadataPrefix', 'pipeline': add them to its"
                                + " parameters"),
                Arguments.of(
                        "- routeTemplate:\n    id: t\n    parameters: [{ name: sigel }]\n"
                                + "    from: { uri: 'direct:x', steps: [{ log: '{{sigel}}' }] }\n"
                                + "- templatedRoute: { routeTemplateRef: t }\n",
                        "route template t lacks parameter 'sigel': add it to its parameters"),
                Arguments.of(
                        "- templatedRoute: { routeTemplateRef: t, routeId: r }\n",
                        "there is no route template 't': check the spelling"),
                Arguments.of(
                        "- beans:\n    - name: b\n      type: demo.Nope\n",
                        "a.camel.yaml: there is no class demo.Nope: check the spelling, or put its library into ext/"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void saysItInOneSentence(String yaml, String sentence) throws IOException, URISyntaxException {
        assertThat(sentenceOf(yaml)).isEqualTo(sentence);
    }

    @Test
    void placesTwoRoutesAtOneBeginning() throws IOException, URISyntaxException {
        String two = route("uri: direct:x", "- to: log:x")
                + route("uri: direct:x", "- to: log:x").replace("id: a", "id: b");
        Path file = Files.writeString(temp.resolve("a.camel.yaml"), two);
        Main main = new Main();
        main.addInitialProperty("camel.main.routesIncludePattern", "file:" + file);

        Throwable failure = catchThrowable(main::start);
        main.stop();

        assertThat(CamelFailure.explain(failure))
                .hasToString("in route 'b': another route begins at direct://x too: let each begin at its own");
    }

    @Test
    void missesAFileOfRoutes() {
        assertThat(sentence("camel.main.routesIncludePattern", "file:" + temp.resolve("none.camel.yaml")))
                .isEqualTo("there is no file none.camel.yaml: check the path");
    }

    @Test
    void namesASettingOfCamelsThatIsWrong() {
        assertThat(sentence("camel.main.durationMaxMessages", "many"))
                .isEqualTo("the setting 'camel.main.durationMaxMessages' is unknown to Camel or has a value that does"
                        + " not fit: check both");
    }

    @Test
    void saysWhatIsKnownOfAFailureNobodyForesaw() {
        Exception inner = new IllegalStateException("org.apache.camel.SomeException: The moon is\nfull");

        assertThat(CamelFailure.explain(new RuntimeException(inner)))
                .isEqualTo(Finding.error(null, 0, "Camel could not load the routes: The moon is"));
        assertThat(CamelFailure.explain(new RuntimeException()))
                .hasToString("Camel could not load the routes and gives no reason: start again with debug logging");
    }

    @Test
    void namesAPortThatIsTaken() {
        assertThat(CamelFailure.explain(new IllegalStateException(new IOException("Address already in use"))))
                .hasToString("the port is taken by another program: stop it, or set http.port");
    }
}
