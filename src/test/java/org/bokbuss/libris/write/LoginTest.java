package org.bokbuss.libris.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bokbuss.config.UserError;
import org.bokbuss.deliver.Fence;
import org.bokbuss.deliver.RecordRejected;
import org.bokbuss.deliver.SinkUnavailable;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.libris.Accounts;
import org.bokbuss.sandbox.libris.Permission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The login: one token for all, a new one when it has expired, and an outage of it is an outage. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class LoginTest {
    private static final String TOKEN = "/oauth/token";
    private static final String VERIFY = "/oauth/verify";
    private static final int IN_FLIGHT = 16;

    @RegisterExtension
    final LibrisWriteFixture library =
            new LibrisWriteFixture().with("libris.write.in-flight", String.valueOf(IN_FLIGHT));

    private WriteResult write() throws RecordRejected {
        return library.writer().write(LibrisWriteFixture.marked(library.held(), "Hcf"), Fence.NONE);
    }

    private void writeMany() throws Exception {
        library.batch().apply(library.marks(library.bibs(0), "Hcf"));
    }

    @Test
    void oneTokenIsEnough() throws Exception {
        writeMany();

        assertThat(library.dones().size()).isGreaterThan(IN_FLIGHT);
        assertThat(library.asked(TOKEN)).isEqualTo(1);
        assertThat(library.asked(VERIFY)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {91_001, 92_001, 93_001})
    void aTokenThatHasExpiredIsRenewedOnce(int call) throws Exception {
        library.libris().faults().add("expired@" + call);
        Entry unheld = library.unheld();
        LibrisWriter writer = library.writer();

        writer.write(LibrisWriteFixture.marked(unheld, "Hcf"), Fence.NONE);
        writer.write(LibrisWriteFixture.marked(unheld, "other"), Fence.NONE);
        writer.write(LibrisWriteFixture.deletion(unheld), Fence.NONE);

        assertThat(library.asked(TOKEN)).isEqualTo(2);
        assertThat(library.written()).filteredOn(write -> write.endsWith("401")).hasSize(1);
        assertThat(library.outcomes()).containsExactly("done", "done", "done");
    }

    /** Libris XL looks for the right at the sigel that the write is made as. */
    @Test
    void aRightForAllLibrariesIsShownByTheLibraryThatHasIt() throws Exception {
        library.libris().writing().accounts().permissions(Accounts.CLIENT_ID, new Permission("Z", true, false, true));
        Entry unheld = library.unheld();
        LibrisWriter writer = library.writer();

        writer.write(LibrisWriteFixture.marked(unheld, "Hcf"), Fence.NONE);
        writer.write(LibrisWriteFixture.marked(unheld, "other"), Fence.NONE);
        writer.write(LibrisWriteFixture.deletion(unheld), Fence.NONE);

        assertThat(library.written()).containsExactly("POST 201", "PUT 204", "DELETE 204");
    }

    @Test
    void tokensThatExpireInMidRunCostNoWrite() throws Exception {
        library.libris().writing().accounts().callsPerToken(40);

        writeMany();

        assertThat(library.refusals()).isEmpty();
        assertThat(library.bibs(0)).isEmpty();
        assertThat(library.written())
                .filteredOn("POST 201"::equals)
                .hasSameSizeAs(library.dones().keySet());
        assertThat(library.dones().size()).isGreaterThan(40);
        // Each by the first who was refused, and not by all who were.
        assertThat(library.asked(TOKEN)).isEqualTo(1 + library.dones().size() / 40);
    }

    @Test
    void writesThatAreNotAcceptedWhateverTheTokenHaltTheRun() throws Exception {
        library.libris().faults().add("login-down@91000*");

        assertThatThrownBy(this::writeMany)
                .isInstanceOf(SinkUnavailable.class)
                .hasMessageContaining("401")
                .hasMessageContaining("nothing more is written");
        assertThat(library.tried("POST")).isLessThanOrEqualTo(2 * IN_FLIGHT);
        assertThat(library.asked(TOKEN)).isLessThanOrEqualTo(1 + IN_FLIGHT);
        assertThat(library.refusals()).as("no record is to blame").isEmpty();
        assertThat(library.state().quarantine().of(LibrisWriteFixture.PIPELINE)).isEmpty();
    }

    @Test
    void aLoginServiceThatIsAwayHaltsTheRun() throws Exception {
        library.libris().faults().add("503@95000*");

        assertThatThrownBy(this::writeMany).isInstanceOf(SinkUnavailable.class).hasMessageContaining("/oauth/token");
        // Four tries for all who wait; who comes later may try again.
        assertThat(library.asked(TOKEN)).isLessThan(IN_FLIGHT);
        assertThat(library.tried("POST")).isZero();
        assertThat(library.refusals()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"503, 503", "html, no permissions", "empty, no permissions"})
    void soDoesOneThatDoesNotTellTheRights(String fault, String told) throws Exception {
        library.libris().faults().add(fault + "@96000*");

        assertThatThrownBy(this::writeMany).isInstanceOf(SinkUnavailable.class).hasMessageContaining(told);
        assertThat(library.asked(VERIFY)).isLessThanOrEqualTo(5 + IN_FLIGHT);
        assertThat(library.asked(TOKEN)).isEqualTo(1);
        assertThat(library.tried("POST")).isZero();
        assertThat(library.refusals()).isEmpty();
    }

    @Test
    void aLoginServiceThatStumblesIsAskedAgain() throws Exception {
        library.libris().faults().add("503@95000*2");
        library.libris().faults().add("503@96000*2");

        assertThat(write().change()).isEqualTo(WriteResult.Change.CHANGED);
    }

    @Test
    void aWrongSecretIsAMistake() {
        library.with("libris.client-secret", "wrong");

        assertThatThrownBy(this::write)
                .isInstanceOf(UserError.class)
                .hasMessageContaining("libris.client-id")
                .hasMessageContaining("libris.client-secret")
                .hasMessageNotContaining("wrong");
        assertThat(library.asked(TOKEN)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"libris.client-id", "libris.client-secret"})
    void noLoginIsAMistake(String key) {
        library.without(key);

        assertThatThrownBy(this::write).isInstanceOf(UserError.class).hasMessageContaining(key);
        assertThat(library.libris().requests()).isEmpty();
    }

    @Test
    void aLibraryThatTheLoginMayNotWriteForIsRefusedUnasked() throws Exception {
        Entry bib = library.unheld();

        assertThatThrownBy(() -> library.writer()
                        .write(
                                LibrisWriteFixture.holding(
                                        "{'bib': '%s', 'sigel': 'Q', 'shelfMark': 'Hcf'}".formatted(bib.uri())),
                                Fence.NONE))
                .isInstanceOf(RecordRejected.class)
                .hasMessageContaining("may not write for the library Q: it may for Gbg, S");
        assertThat(library.tried("POST")).isZero();
        assertThat(library.audit()).isEmpty();
    }

    @Test
    void aFileForSeveralLibrariesGoesOn() throws Exception {
        List<Entry> bibs = library.bibs(0);
        library.batch()
                .apply(library.file(List.of(
                        "{'bib': '%s', 'sigel': 'Q', 'shelfMark': 'Hcf'}"
                                .formatted(bibs.get(0).id()),
                        "{'bib': '%s', 'shelfMark': 'Hcf'}"
                                .formatted(bibs.get(1).id()))));

        assertThat(library.refusals()).containsOnlyKeys(1L);
        assertThat(library.dones()).containsOnlyKeys(2L);
    }
}
