package org.bokbuss.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceholdersTest {

    private final Placeholders placeholders = new Placeholders(key -> Optional.ofNullable(
            Map.of("a", "1", "b", "{{a}}2", "loop", "{{loop}}", "on", "true").get(key)));

    private Placeholders.Resolution resolve(String text) {
        return placeholders.resolve(text, Set.of("filled"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "plain, plain",
                "{{a}}, 1",
                "x{{a}}y{{b}}, x1y12",
                "{{none:default}}, default",
                "{{none:}}, ``",
                "{{a:default}}, 1",
                "{{none:{{b}}}}, 12",
                "{{none:http://x:1}}, http://x:1",
                "{{?a}}, 1",
                "{{env:NO_SUCH_VARIABLE:x}}, x",
                "{{sys:no.such.property:x}}, x",
                "{{sys:file.separator}}, /",
            })
    void fillsIn(String text, String filled) {
        assertThat(resolve(text).text()).contains(filled);
        assertThat(resolve(text).missing()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"{{filled}}", "{{?none}}", "{{!on}}", "{{boolean:1 == 1}}", "{{bean:x.y}}", "{{loop}}"})
    void leavesOpenWhatOnlyCamelKnows(String text) {
        assertThat(resolve(text).text()).isEmpty();
        assertThat(resolve(text).missing()).isEmpty();
    }

    @Test
    void saysWhereToSetWhatIsMissing() {
        assertThat(resolve("{{none.at-all}}{{a}}{{!other}}").missing())
                .containsExactly(
                        "{{none.at-all}} is not set: add it to config/application.properties or the environment"
                                + " (NONE_AT_ALL)",
                        "{{other}} is not set: add it to config/application.properties or the environment (OTHER)");
        assertThat(resolve("{{env:NO_SUCH_VARIABLE}}").missing())
                .containsExactly("{{env:NO_SUCH_VARIABLE}} is not set: set the environment variable NO_SUCH_VARIABLE");
        assertThat(resolve("{{sys:no.such}}").missing())
                .containsExactly("{{sys:no.such}} is not set: start Java with -Dno.such=VALUE");
    }

    @Test
    void namesTheKeys() {
        assertThat(resolve("{{a}}{{none:x}}{{?maybe}}{{!on}}{{env:PATH}}{{filled}}")
                        .keys())
                .containsExactly("a", "maybe", "none", "on");
    }
}
