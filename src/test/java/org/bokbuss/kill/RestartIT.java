package org.bokbuss.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A window that begins again adds to its files: those it has delivered are not written over. */
class RestartIT {
    @TempDir
    private Path folder;

    @Test
    void afterATokenWasRefusedAndPagesHaveShiftedNothingIsLost() throws Exception {
        try (Sandbox libris = Sandbox.with()
                .bibs(80)
                .pageSize(10)
                .latency(Duration.ofMillis(400))
                .fault("bad-token@5")
                .start()) {
            PackagedProgram journey =
                    new PackagedProgram(folder, libris.baseUrl(), "set: bib, metadataPrefix: jsonld", "cloudevents");
            Entry oldest = libris.catalogue()
                    .entries()
                    .filter(entry -> entry.kind() == Kind.BIB && !entry.deleted())
                    .findFirst()
                    .orElseThrow();
            Process program = journey.start("once", "p");
            await().atMost(Duration.ofSeconds(60)).until(() -> libris.requests().size() >= 5);

            // It leaves the window, and what follows moves up by one.
            libris.catalogue().update(oldest.id());

            assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(program.exitValue()).as(journey.said()).isZero();
            Set<String> arrived = journey.files().stream()
                    .flatMap(file -> Delivered.in(file).stream())
                    .map(Delivered::subject)
                    .collect(Collectors.toSet());
            assertThat(arrived).hasSize(80);
        }
    }
}
