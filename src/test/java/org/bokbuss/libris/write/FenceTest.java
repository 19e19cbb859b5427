package org.bokbuss.libris.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bokbuss.deliver.Fence;
import org.bokbuss.deliver.RecordRejected;
import org.bokbuss.sandbox.catalogue.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that was overtaken writes nothing more. */
class FenceTest {
    @RegisterExtension
    final LibrisWriteFixture library = new LibrisWriteFixture();

    /** Overtaken after so many writes. */
    private static Fence overtakenAfter(int writes) {
        AtomicInteger asked = new AtomicInteger();
        return () -> {
            if (asked.incrementAndGet() > writes) {
                throw new IllegalStateException("another process has taken over");
            }
        };
    }

    private void write(LibrisWriter writer, String method, Fence fence) throws RecordRejected {
        switch (method) {
            case "POST" -> writer.write(LibrisWriteFixture.marked(library.unheld(), "Hcf"), fence);
            case "PUT" -> writer.write(LibrisWriteFixture.marked(library.held(), "other"), fence);
            default -> writer.write(LibrisWriteFixture.deletion(library.held()), fence);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE"})
    void nothingGoesOutBehindAFence(String method) {
        assertThatThrownBy(() -> write(library.writer(), method, overtakenAfter(0)))
                .isInstanceOf(IllegalStateException.class);

        assertThat(library.tried(method)).isZero();
        assertThat(library.outcomes()).containsExactly("not made: another process has taken over");
    }

    @Test
    void itIsAskedBeforeEachWrite() throws Exception {
        LibrisWriter writer = library.writer();
        Fence fence = overtakenAfter(1);
        write(writer, "POST", fence);

        assertThatThrownBy(() -> write(writer, "PUT", fence)).isInstanceOf(IllegalStateException.class);

        assertThat(library.written()).containsExactly("POST 201");
    }

    @Test
    void andBeforeEachTryOfOne() {
        library.libris().faults().add("503@92000*");

        assertThatThrownBy(() -> write(library.writer(), "PUT", overtakenAfter(2)))
                .isInstanceOf(IllegalStateException.class);

        assertThat(library.tried("PUT")).isEqualTo(2);
    }

    @Test
    void alsoBeforeADeletionThatWaited() throws Exception {
        LibrisWriter writer = library.with("libris.write.undo-delay", "1ms").writer();
        List<Entry> bibs = library.bibs(1).subList(0, 2);
        for (Entry bib : bibs) {
            writer.write(LibrisWriteFixture.deletion(bib), Fence.NONE);
        }

        await().until(() -> writer.deletions().waiting().stream()
                .allMatch(each -> each.due().isBefore(Instant.now())));
        assertThatThrownBy(() -> writer.makeDue(overtakenAfter(1))).isInstanceOf(IllegalStateException.class);

        assertThat(library.tried("DELETE")).isEqualTo(1);
        assertThat(writer.deletions().waiting()).hasSize(1);
    }

    @Test
    void itIsAskedWhenTheWaitingIsOver() {
        // The turn, the rights and the look take their time: a fence asked before them would prove nothing.
        AtomicInteger requests = new AtomicInteger(-1);

        assertThatThrownBy(() -> write(library.writer(), "PUT", () -> {
                    requests.set(library.libris().requests().size());
                    throw new IllegalStateException("overtaken");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(requests).hasValue(library.libris().requests().size());
        assertThat(library.asked("/oauth/verify")).isEqualTo(1);
    }
}
