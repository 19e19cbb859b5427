package org.bokbuss.sandbox.libris;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.wire.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes that go wrong on purpose. */
class WriteFaultsTest {
    private final Sandbox sandbox = Sandbox.with().bibs(80).start();
    private final Web web = new Web(sandbox);
    private final Cataloguer us = Cataloguer.of(sandbox);
    private Entry bib;
    private String id;

    @BeforeEach
    void hold() {
        bib = us.bibNotHeld();
        id = us.hold(bib);
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    /** Puts a copy number. */
    private int put() {
        return us.send("PUT", "/" + id, changed(), "If-Match", Cataloguer.tag(us.read(id)))
                .statusCode();
    }

    private String changed() {
        var document = Web.json(us.read(id));
        ((ObjectNode) document.at("/@graph/1")).put("copyNumber", "3");
        return document.toString();
    }

    private boolean isChanged() {
        return sandbox.writing()
                .document(id)
                .at("/@graph/1/copyNumber")
                .asText()
                .equals("3");
    }

    @Test
    void aPutMayBeAnsweredAsDoneAndNothingKept() {
        sandbox.faults().add("no-op@92001");

        assertThat(put()).isEqualTo(204);
        assertThat(isChanged()).isFalse();
        assertThat(put()).isEqualTo(204);
        assertThat(isChanged()).isTrue();
    }

    @Test
    void aPutMayFailAsIfSomebodyElseHadWritten() {
        sandbox.faults().add("conflict@92001");

        assertThat(put()).isEqualTo(412);
        assertThat(put()).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 409})
    void aDuplicateIsAnsweredInEveryKnownWay(int status) {
        sandbox.faults().add("duplicate-status=" + status + "@91000*");

        assertThat(us.post(Cataloguer.holding(bib.thing(), "S")).statusCode()).isEqualTo(status);
        assertThat(us.find(bib, "S")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"error-id,false", "late-error,true"})
    void anErrorMayComeBeforeOrAfterTheDeed(String fault, boolean done) {
        sandbox.faults().add(fault + "@92001");

        var answer = us.put(id, Web.parse(changed()), Cataloguer.tag(us.read(id)));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(Web.json(answer).get("error_id").asText()).isNotEmpty();
        assertThat(isChanged()).isEqualTo(done);
    }

    @Test
    void theTokenMayExpireAtAnyWrite() {
        sandbox.faults().add("expired@92001");

        assertThat(put()).isEqualTo(401);
        assertThat(put()).isEqualTo(401);
        assertThat(web.get("/oauth/verify", "Authorization", "Bearer " + us.token())
                        .body())
                .contains("Bearer token is expired.");
        assertThat(isChanged()).isFalse();
    }

    @Test
    void theLoginServerMayBeAway() {
        sandbox.faults().add("login-down@92001");
        sandbox.faults().add("verify-broken@91000");
        sandbox.faults().add("503=2@95000");

        assertThat(put()).isEqualTo(401);
        assertThat(put()).isEqualTo(204);
        var broken = us.post(Cataloguer.holding(bib.thing(), "Gbg"));
        assertThat(broken.statusCode()).isEqualTo(500);
        assertThat(broken.body()).startsWith("<html>");
        var away = Cataloguer.login(web, Accounts.CLIENT_ID, Accounts.CLIENT_SECRET);
        assertThat(away.statusCode()).isEqualTo(503);
        assertThat(away.headers().firstValue("Retry-After")).contains("2");
    }

    @ParameterizedTest
    @CsvSource({"dropped,false", "hung-up,true"})
    void theConnectionMayBreakBeforeOrAfterTheDeed(String fault, boolean done) {
        sandbox.faults().add(fault + "@92001");

        assertThatThrownBy(this::put).isInstanceOf(UncheckedIOException.class);

        assertThat(isChanged()).isEqualTo(done);
        assertThat(put()).isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource({"ignored,false", "unanswered,true"})
    void theAnswerMayNeverCome(String fault, boolean done) {
        sandbox.faults().add(fault + "@93001");

        var answer = us.begin("DELETE", "/" + id, "");

        await().until(() -> sandbox.faults().remaining().isEmpty());
        await().until(() -> sandbox.catalogue().record(id).deleted() == done);
        assertThat(answer).isNotDone();
        answer.cancel(true);
        assertThat(us.delete(id).statusCode()).isEqualTo(done ? 410 : 204);
    }

    @Test
    void aCreationMayBeCarriedOutUnheard() {
        var other = us.bibNotHeld();
        sandbox.faults().add("hung-up@91002");

        assertThatThrownBy(() -> us.post(Cataloguer.holding(other.thing(), "S")))
                .isInstanceOf(UncheckedIOException.class);

        assertThat(us.find(other, "S")).hasSize(1);
        assertThat(sandbox.writing().received()).extracting(Write::status).containsExactly(201, 201);
    }

    @ParameterizedTest
    @EnumSource(Call.class)
    void eachKindOfCallIsStruckByItsNumberAlone(Call call) {
        var numbers = new CallCounter();
        numbers.next(call);
        var second = numbers.next(call);
        assertThat(second).isEqualTo(call.page(2));

        for (var other : Call.values()) {
            sandbox.faults().clear();
            sandbox.faults().add("dropped@" + other.everyPage());
            sandbox.faults().add("no-op@" + other.page(2));
            sandbox.faults().add("dropped@" + other.page(1));
            var onPage = sandbox.faults().on(second);
            assertThat(onPage.take(Fault.Kind.DROPPED)).isEqualTo(other == call);
            assertThat(onPage.take(Fault.Kind.NO_OP)).isEqualTo(other == call);
            assertThat(onPage.take(Fault.Kind.DROPPED)).isFalse();
        }
    }

    @Test
    void theProxyMayAnswerInstead() {
        sandbox.faults().add("503=1@94000");
        sandbox.faults().add("html@93000");

        assertThat(web.get("/_findhold?id=x&library=S").body()).contains("nginx");
        assertThat(us.delete(id).body()).contains("Vi är snart tillbaka");
        assertThat(sandbox.catalogue().record(id).deleted()).isFalse();
    }

    @Test
    void thereMayBeTwoHoldingsFromOldTimes() {
        var second = sandbox.writing().hold(bib.id(), "S");

        assertThat(us.find(bib, "S")).containsExactlyInAnyOrder(Entry.HOST + id, second.uri());
    }
}
