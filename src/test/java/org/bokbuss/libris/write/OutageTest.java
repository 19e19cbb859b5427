package org.bokbuss.libris.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.apache.camel.CamelContext;
import org.bokbuss.config.Settings;
import org.bokbuss.deliver.Fence;
import org.bokbuss.deliver.SinkUnavailable;
import org.bokbuss.fetch.SourceFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Libris is away: the run ends soon, few requests are made, and when Libris is back writing goes on. */
class OutageTest {
    private static final int IN_FLIGHT = 16;

    @RegisterExtension
    final LibrisWriteFixture library =
            new LibrisWriteFixture().with("libris.write.in-flight", String.valueOf(IN_FLIGHT));

    @ParameterizedTest
    @CsvSource({"503@91000*, POST", "dropped@91000*, POST", "503@94000*, GET"})
    void theRunEndsSoon(String fault, String method) throws Exception {
        library.libris().faults().add(fault);

        assertThatThrownBy(() -> library.batch().apply(library.marks(library.bibs(0), "Hcf")))
                .isInstanceOf(SinkUnavailable.class);

        assertThat(library.dones()).isEmpty();
        assertThat(library.refusals()).as("no record is to blame").isEmpty();
        long asked = library.tried("POST") + library.asked("/_findhold");
        assertThat(asked).isLessThanOrEqualTo(method.equals("POST") ? 4 * IN_FLIGHT : 2 * IN_FLIGHT);

        library.libris().faults().clear();
        library.batch().apply(library.marks(library.bibs(0), "Hcf"));
        assertThat(library.bibs(0)).isEmpty();
    }

    @Test
    void oneRecordAloneIsTriedSoOften() {
        library.libris().faults().add("503@92000*");

        assertThatThrownBy(() -> library.writer().write(LibrisWriteFixture.marked(library.held(), "Hcf"), Fence.NONE))
                .isInstanceOf(SinkUnavailable.class)
                .hasMessageContaining("status 503")
                .hasMessageContaining("nothing more is written in this run");
        assertThat(library.tried("PUT")).isEqualTo(4);
    }

    @Test
    void whoAsksToBeLeftAloneForLongIsLeftAlone() {
        library.with("http.retry.max-delay", "1s").libris().faults().add("503=3600@92000*");

        assertThatThrownBy(() -> library.writer().write(LibrisWriteFixture.marked(library.held(), "Hcf"), Fence.NONE))
                .isInstanceOf(SinkUnavailable.class);
        assertThat(library.tried("PUT")).isEqualTo(1);
    }

    @Test
    void afterARestOneTryTellsWhetherItIsOver() throws Exception {
        CamelContext context = library.with("http.retry.max-attempts", "1").context();
        WritePolicy pace = new WritePolicy(Settings.of(context), () -> false, Duration.ofMillis(200));
        WritePolicy.Attempt<String> failing = () -> {
            throw new SourceFailure(SourceFailure.Kind.TRANSIENT, "Libris is away");
        };
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> pace.settle(failing))
                    .isInstanceOf(SinkUnavailable.class)
                    .hasMessageContaining("is away");
        }

        assertThatThrownBy(() -> pace.settle(() -> "not asked"))
                .isInstanceOf(SinkUnavailable.class)
                .hasMessageContaining("fails too often")
                .hasMessageContaining("Libris is away");

        await().ignoreExceptionsInstanceOf(SinkUnavailable.class)
                .until(() -> pace.settle(() -> "asked").equals("asked"));
        assertThat(pace.settle(() -> "and again")).isEqualTo("and again");
    }
}
