package org.bokbuss.libris.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Name and address must agree, so that nothing is written into another Libris than the one that is meant. */
class EnvironmentTest {
    private static final Map<String, String> HOSTS = Map.of(
            "production", "https://libris.kb.se",
            "stg", "https://libris-stg.kb.se",
            "qa", "https://libris-qa.kb.se",
            "edu", "https://libris-edu.kb.se",
            "sandbox", "http://localhost:8080");

    private static Environment of(String name, String address) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            return Environment.of(settings(context, name, address));
        }
    }

    private static Settings settings(DefaultCamelContext context, String name, String address) {
        Properties properties = new Properties();
        properties.put("libris.environment", name);
        properties.put("libris.base-url", address);
        context.getPropertiesComponent().setInitialProperties(properties);
        return Settings.of(context);
    }

    @Test
    void eachNameFitsItsOwnAddressAlone() {
        HOSTS.forEach((name, own) -> HOSTS.forEach((other, address) -> {
            if (name.equals(other)) {
                assertThatCode(() -> of(name, address)).as(name + " " + address).doesNotThrowAnyException();
            } else {
                assertThatThrownBy(() -> of(name, address))
                        .as(name + " " + address)
                        .isInstanceOf(UserError.class)
                        .hasMessageContaining("libris.environment=" + name)
                        .hasMessageContaining("libris.base-url=" + address);
            }
        }));
    }

    @ParameterizedTest
    @CsvSource({
        "production, http://libris.kb.se",
        "production, https://libris.kb.se:8443",
        "production, https://libris.kb.se.example.org",
        "production, https://xlibris.kb.se",
        "qa, http://libris-qa.kb.se",
        "sandbox, http://127.0.0.1.example.org",
        "sandbox, http://sandbox.example.org",
        "sandbox, http://10.0.0.1"
    })
    void norMayItBeAlmostThat(String name, String address) {
        assertThatThrownBy(() -> of(name, address)).isInstanceOf(UserError.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:1", "http://127.0.0.7", "http://[::1]:8080", "http://localhost"})
    void theSandboxIsThisMachine(String address) {
        assertThatCode(() -> of("sandbox", address)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"prod", "Production", "PRODUCTION"})
    void otherNamesAreAMistakeThatNamesThem(String name) {
        assertThatThrownBy(() -> of(name, "https://libris.kb.se"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("production, qa, stg, edu, sandbox");
    }

    @ParameterizedTest
    @CsvSource({
        "production, https://libris.kb.se, https://login.libris.kb.se/oauth/token",
        "stg, https://libris-stg.kb.se, https://login-stg.libris.kb.se/oauth/token",
        "qa, https://libris-qa.kb.se, https://login-stg.libris.kb.se/oauth/token",
        "edu, https://libris-edu.kb.se, https://login-stg.libris.kb.se/oauth/token",
        "sandbox, http://localhost:8080, http://localhost:8080/oauth/token"
    })
    void eachHasItsLoginService(String name, String address, String token) throws Exception {
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            Settings settings = settings(context, name, address);
            assertThat(Environment.of(settings).tokenAddress(settings)).hasToString(token);
        }
    }
}
