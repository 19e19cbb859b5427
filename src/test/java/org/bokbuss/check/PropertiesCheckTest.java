package org.bokbuss.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bokbuss.config.Finding;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PropertiesCheckTest {

    @TempDir
    Path temp;

    private final PropertiesCheck check = new PropertiesCheck(ConfigurationKey.all());

    private List<String> findings(String... lines) throws IOException {
        return findings(Set.of(), lines);
    }

    private List<String> findings(Set<String> namedInRoutes, String... lines) throws IOException {
        Path file = Files.writeString(temp.resolve("application.properties"), String.join("\n", lines));
        return check.check(file, namedInRoutes).stream()
                .map(finding -> finding.toString().replace(temp + "/", ""))
                .toList();
    }

    @Test
    void saysNothingOfAFileThatIsRight() throws IOException {
        assertThat(findings(
                        "# Libris",
                        "libris.base-url = https://libris-qa.kb.se",
                        "libris.environment: qa",
                        "libris.client-secret=${}%&{",
                        "libris.write.enabled=TRUE",
                        "http.retry.delay=1m30s  ",
                        "http.port={{env:PORT:8080}}",
                        "camel.main.name=x",
                        "our.own=5"))
                .isEmpty();
    }

    @Test
    void proposesTheKeyThatWasMeant() throws IOException {
        assertThat(findings("", "! comment", "libris.client-secrt=hemlig"))
                .containsExactly("application.properties:3: unknown key 'libris.client-secrt'; did you mean"
                        + " 'libris.client-secret'?");
    }

    @Test
    void refusesAnUnknownKeyOfEachOfItsPrefixes() throws IOException {
        assertThat(findings("bibdb.zzz=1", "boknett.zzz=1", "kafka.zzz=1", "state.zzz=1", "http.zzzzzz=1"))
                .containsExactly(
                        "application.properties:1: unknown key 'bibdb.zzz': nothing reads it, so take it away or"
                                + " correct it",
                        "application.properties:2: unknown key 'boknett.zzz': nothing reads it, so take it away or"
                                + " correct it",
                        "application.properties:3: unknown key 'kafka.zzz': nothing reads it, so take it away or"
                                + " correct it",
                        "application.properties:4: unknown key 'state.zzz': nothing reads it, so take it away or"
                                + " correct it",
                        "application.properties:5: unknown key 'http.zzzzzz': nothing reads it, so take it away or"
                                + " correct it");
    }

    @Test
    void knowsTheKeysThatRoutesName() throws IOException {
        assertThat(findings(Set.of("libris.set"), "libris.set=bib:S")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://u:hemlig@libris.kb.se",
                "u:hemlig@libris.kb.se",
                "https://libris.kb.se:99999",
                "https://libris.kb.se?x=1",
                "https://libris.kb.se#f",
                "ftp://libris.kb.se",
                "https:/libris.kb.se"
            })
    void refusesAnAddressThatCannotBeUsedAndShowsNoPassword(String address) throws IOException {
        assertThat(findings("libris.base-url=" + address))
                .containsExactly("application.properties:1: 'libris.base-url' is not an address that can be used: "
                        + Settings.WANTED_ADDRESS);
        Settings settings = new Settings(key -> Optional.of(address));
        assertThatThrownBy(() -> settings.address(Key.LIBRIS_BASE_URL))
                .isInstanceOf(UserError.class)
                .hasMessage("libris.base-url is not an address that can be used: " + Settings.WANTED_ADDRESS);
    }

    @Test
    void refusesValuesOfTheWrongKind() throws IOException {
        assertThat(findings(
                        "libris.base-url=libris.kb.se",
                        "libris.environment=prodution",
                        "libris.write.enabled=on",
                        "http.retry.delay=\\",
                        "   soon",
                        "http.port="))
                .containsExactly(
                        "application.properties:1: 'libris.base-url' is 'libris.kb.se', not an address: write for"
                                + " example https://libris.kb.se",
                        "application.properties:2: 'libris.environment' is 'prodution', not one of production, qa,"
                                + " stg, edu, sandbox; did you mean 'production'?",
                        "application.properties:3: 'libris.write.enabled' is 'on', not true or false: write one of"
                                + " the two",
                        "application.properties:4: 'http.retry.delay' is 'soon', not a duration: write for example"
                                + " 30s, 2m, 1h30m or PT2M",
                        "application.properties:6: 'http.port' is '', not a whole number: write for example 100");
    }

    @Test
    void warnsOfAKeySetTwice() throws IOException {
        assertThat(findings("http.port=1", "http.port=2"))
                .containsExactly("application.properties:2: 'http.port' is set a second time (first on line 1), and"
                        + " this one counts: keep one of them");
        assertThat(check.check(temp.resolve("application.properties"), Set.of()))
                .noneMatch(Finding::isError);
    }

    @Test
    void missesTheFile() {
        assertThat(check.check(Path.of("nosuch/application.properties"), Set.of()))
                .extracting(Finding::toString)
                .containsExactly("nosuch/application.properties: cannot be read: check that the file is there, or name"
                        + " another one with --config");
    }

    @Test
    void refusesAHalfWrittenEscape() throws IOException {
        assertThat(findings("http.port=1", "our.folder=C:\\users"))
                .containsExactly("application.properties:2: holds a malformed \\uXXXX: write \\\\ for a backslash");
    }
}
