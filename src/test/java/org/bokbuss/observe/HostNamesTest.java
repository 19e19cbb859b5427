package org.bokbuss.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.bokbuss.config.Settings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Under which names the port may be asked. */
class HostNamesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "LOCALHOST:8080", "localhost.", "127.0.0.1:8080", "127.1.2.3", "[::1]:8080", "[::1]"
            })
    void thisMachinesNames(String host) {
        assertThat(names("127.0.0.1", "").mayBeAsked(host)).isTrue();
        assertThat(names("0.0.0.0", "").mayBeAsked(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "0.0.0.0:8080",
                "192.0.2.7",
                "[2001:db8::1]:8080",
                "",
                "localhost@evil.example",
                "2130706433",
                "evil.example:127.0.0.1",
                "::ffff:evil",
                "bokbuss"
            })
    void othersAreRefusedOnThisMachineAlone(String host) {
        assertThat(names("127.0.0.1", "").mayBeAsked(host)).isFalse();
        assertThat(names("::1", "").mayBeAsked(host)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.7:8080", "[2001:db8::1]:8080", "Bokbuss:8080", "pull.library.example"})
    void elsewhereAddressesAndTheNamesOfTheKey(String host) {
        assertThat(names("0.0.0.0", "bokbuss, pull.library.example").mayBeAsked(host))
                .isTrue();
        assertThat(names("0.0.0.0", "bokbuss").mayBeAsked("evil.example:8080")).isFalse();
    }

    private static HostNames names(String host, String allowed) {
        return new HostNames(new Settings(key -> Optional.ofNullable(
                Map.of("http.host", host, "http.allowed-hosts", allowed).get(key))));
    }
}
