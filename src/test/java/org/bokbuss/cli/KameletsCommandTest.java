package org.bokbuss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.bokbuss.check.Kamelets;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.Test;

class KameletsCommandTest {
    @Test
    void allAreListedSourcesFirst() {
        Workspace.Result result = Workspace.bokbuss("kamelets");

        assertThat(result.exit()).isZero();
        assertThat(result.out())
                .containsSubsequence(
                        "source  libris-oaipmh-source", "sink    record-file-sink", "action  marc-to-json-action");
        assertThat(result.out()).contains(new Kamelets(getClass().getClassLoader()).names());
    }

    @Test
    void oneIsDescribed() {
        Workspace.Result result = Workspace.bokbuss("kamelets", "libris-oaipmh-source");

        assertThat(result.exit()).isZero();
        assertThat(result.out())
                .contains(
                        "pipeline (required)",
                        "overlap (default: '2m')",
                        "CamelCloudEventItemof",
                        "uri: kamelet:libris");
    }

    @Test
    void aMisspeltNameIsSuggested() {
        Workspace.Result result = Workspace.bokbuss("kamelets", "libris-oaipm-source");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err())
                .contains("there is no kamelet libris-oaipm-source; did you mean 'libris-oaipmh-source'?");
    }
}
