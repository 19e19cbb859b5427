package org.bokbuss.sandbox.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.bokbuss.sandbox.wire.Fault.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultTest {
    @Test
    void readsEveryPart() {
        assertThat(Fault.parse("503")).isEqualTo(new Fault(Kind.STATUS, 503, "", 0, 1));
        assertThat(Fault.parse("503=2@5*3")).isEqualTo(new Fault(Kind.STATUS, 503, "2", 5, 3));
        assertThat(Fault.parse("429=date:2")).isEqualTo(new Fault(Kind.STATUS, 429, "date:2", 0, 1));
        assertThat(Fault.parse("same-token@3*")).isEqualTo(new Fault(Kind.SAME_TOKEN, 0, "", 3, Fault.FOREVER));
        assertThat(Fault.parse("reset*forever")).isEqualTo(new Fault(Kind.RESET, 0, "", 0, Fault.FOREVER));
        assertThat(Fault.parse("slow=20@1")).isEqualTo(new Fault(Kind.SLOW, 0, "20", 1, 1));
        assertThat(Fault.parse("redirect=http://a@b/c*2@3*4"))
                .isEqualTo(new Fault(Kind.REDIRECT, 0, "http://a@b/c*2", 3, 4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "503=soon",
                "200",
                "333",
                "slow",
                "slow=x",
                "redirect",
                "empty=1",
                "resett",
                "cut@x",
                "cut*0",
                "CUT"
            })
    void refusesWhatItDoesNotKnow(String spec) {
        assertThatThrownBy(() -> Fault.parse(spec))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Fault '" + spec + "'")
                .hasMessageContaining("chunk-cut");
    }

    @Test
    void strikesAsOftenAsItSays() {
        var faults = new Faults();
        faults.add("cut@2*2");
        assertThat(faults.on(1).take(Kind.CUT)).isFalse();
        assertThat(faults.on(2).take(Kind.CUT)).isTrue();
        assertThat(faults.remaining()).hasSize(1);
        assertThat(faults.on(2).take(Kind.CUT)).isTrue();
        assertThat(faults.on(2).take(Kind.CUT)).isFalse();
        assertThat(faults.remaining()).isEmpty();
    }

    @Test
    void leavesRequestsOutsideHarvestsAlone() {
        var faults = new Faults();
        faults.add("cut*");
        assertThat(faults.on(0).take(Kind.CUT)).isFalse();
        assertThat(faults.on(7).take(Kind.CUT)).isTrue();
    }
}
