package org.bokbuss.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a setting's value comes from. */
class ConfigurationTest {
    private static final Key KEY = Key.HTTP_CONTACT;

    @TempDir
    Path folder;

    private final Map<String, String> given = new HashMap<>();
    private final Settings settings = new Settings(key -> Optional.ofNullable(given.get(key)));

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void theDefaultServesWhereNothingIsSet() {
        assertThat(settings.text(Key.LIBRIS_BASE_URL)).isEqualTo("https://libris.kb.se");
        assertThat(settings.find(KEY)).isEmpty();
        assertThatThrownBy(() -> settings.text(KEY))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("http.contact")
                .hasMessageContaining("HTTP_CONTACT");
    }

    @Test
    void theKeyThenTheEnvironmentThenAMountedSecret() throws IOException {
        given.put(
                "HTTP_CONTACT_FILE",
                file("mounted", "mounted@bibliotek.example\n").toString());
        assertThat(settings.text(KEY)).isEqualTo("mounted@bibliotek.example");

        given.put(
                "http.contact.file",
                file("named", " named@bibliotek.example \n").toString());
        assertThat(settings.text(KEY)).isEqualTo("named@bibliotek.example");

        given.put("HTTP_CONTACT", "environment@bibliotek.example");
        assertThat(settings.text(KEY)).isEqualTo("environment@bibliotek.example");

        given.put("http.contact", "key@bibliotek.example");
        assertThat(settings.text(KEY)).isEqualTo("key@bibliotek.example");
    }

    @Test
    void theLastConfigurationWinsAndSetBeatsThemAll() throws IOException {
        Options options = new Options();
        options.config = List.of(
                file("one.properties", "http.contact=one\nhttp.timeout=1s\n"),
                file("two.properties", "http.contact=two\n"));
        assertThat(options.settings().text(KEY)).isEqualTo("two");
        assertThat(options.settings().text(Key.HTTP_TIMEOUT)).isEqualTo("1s");

        options.set.put("http.contact", "set");
        assertThat(options.settings().text(KEY)).isEqualTo("set");
    }

    @Test
    void umlautsInTheConfigurationAreReadAsWritten() throws IOException {
        Options options = new Options();
        options.config = List.of(file("one.properties", "http.contact=Örjan\n"));

        assertThat(options.settings().text(KEY)).isEqualTo("Örjan");
    }
}
