package org.bokbuss.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FindingTest {

    @Test
    void printsAsALinkToTheLine() {
        assertThat(Finding.error(Path.of("routes", "a.camel.yaml"), 7, "wrong"))
                .hasToString("routes/a.camel.yaml:7: wrong");
        assertThat(Finding.error(Path.of("routes"), 0, "wrong")).hasToString("routes: wrong");
        assertThat(Finding.error(null, 0, "wrong")).hasToString("wrong");
    }

    @Test
    void stopsTheStartUnlessItIsAWarning() {
        assertThat(Finding.error(null, 0, "wrong").isError()).isTrue();
        assertThat(Finding.warning(null, 0, "odd").isError()).isFalse();
    }
}
