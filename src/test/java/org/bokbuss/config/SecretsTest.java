package org.bokbuss.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets are masked in whatever form somebody repeats them; what is none stays. */
class SecretsTest {
    private static final String SECRET = "pl@nted/s3cret&with=\"quotes\"+ å";

    @BeforeEach
    void forget() {
        Secrets.forget();
    }

    @Test
    void everyFormOfAValueIsMasked() {
        Secrets.learn("libris.client-secret", SECRET);
        for (String form : new String[] {
            SECRET,
            SECRET.toUpperCase(),
            URLEncoder.encode(SECRET, StandardCharsets.UTF_8),
            URLEncoder.encode(SECRET, StandardCharsets.UTF_8).toLowerCase().replace("+", "%20"),
            URLEncoder.encode(URLEncoder.encode(SECRET, StandardCharsets.UTF_8), StandardCharsets.UTF_8),
            new String(SECRET.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1),
            SECRET.replace("\"", "\\\"").replace("/", "\\/").replace("å", "\\u00e5"),
            SECRET.replace("&", "&amp;").replace("\"", "&quot;"),
            SECRET.replace("å", "?")
        }) {
            assertThat(Secrets.mask("it said: '" + form + "' is wrong")).isEqualTo("it said: '***' is wrong");
        }
    }

    @Test
    void inBase64WhateverStandsBeside() {
        Secrets.learn("state.password", SECRET);
        IntStream.range(0, 6).forEach(before -> {
            String login = "u".repeat(before) + ":" + SECRET + "x".repeat(before);
            for (Base64.Encoder encoder : new Base64.Encoder[] {Base64.getEncoder(), Base64.getUrlEncoder()}) {
                String shown = encoder.encodeToString(login.getBytes(StandardCharsets.UTF_8));
                assertThat(Secrets.mask("it said " + shown)).contains("***").hasSizeLessThan(30);
            }
        });
    }

    @Test
    void tokensAreMaskedWhileTheyAreAmongTheLast() {
        Secrets.learn("boknett.password", "lasting-secret");
        Secrets.learnToken("first-token");
        assertThat(Secrets.mask("a first-token")).isEqualTo("a ***");
        IntStream.range(0, 100).forEach(i -> Secrets.learnToken("token-number-" + i + "."));
        assertThat(Secrets.mask("token-number-99. and lasting-secret")).isEqualTo("*** and ***");
    }

    @Test
    void aShortOneIsMaskedAsAWord() {
        Secrets.learn("my.password", "hej");
        assertThat(Secrets.mask("hejsan; p=hej, %3Dhej&x")).isEqualTo("hejsan; p=***, %3D***&x");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        jdbc:postgresql://bok:plantedvalue@host/db | jdbc:postgresql://***@host/db
        jdbc:postgresql://h/db?user=bok&password=plantedvalue&ssl=true | jdbc:postgresql://h/db?user=bok&password=***&ssl=true
        GET https://h/x?apikey=plantedvalue&set=bib | GET https://h/x?apikey=***&set=bib
        {"client_secret": "plantedvalue", "error": "x"} | {"client_secret": "***", "error": "x"}
        redirect%3Faccess_token%3Dplantedvalue | redirect%3Faccess_token%3D***
        a redirect to https://login/v1/tickets/TGT-12-plantedvalue: it | a redirect to https://login/v1/tickets/TGT-***: it
        Authorization: Basic plantedvalue | Authorization: Basic ***
        sent Bearer plantedvalueplantedvalue | sent Bearer ***
        uri=ftp:x?password=RAW(plantedvalue)&a=b | uri=ftp:x?password=RAW(***)&a=b
        """)
    void whatNobodyRegisteredIsKnownByWhatStandsBeforeIt(String text, String masked) {
        assertThat(Secrets.mask(text)).isEqualTo(masked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET https://libris.kb.se/api/oaipmh/?verb=ListRecords&resumptionToken=bib:2024!xyz",
                "libris.client-secret is not set: add it to config/application.properties",
                "the answer of https://h/oauth/token holds no access_token",
                "Bearer token not found.",
                "check boknett.username and boknett.password",
                "mail somebody@library.example"
            })
    void whatIsNoSecretStays(String text) {
        Secrets.learn("boknett.username", "libris");
        Secrets.learn("libris.token-url", "https://h/oauth/token");
        Secrets.learn("libris.client-secret.file", "/run/secrets/libris");
        Secrets.learn("boknett.password", "{{libris.x}}");
        assertThat(Secrets.mask(text)).isEqualTo(text);
    }

    @Test
    void secretsWithinOtherSettingsAreLearnt() {
        Secrets.learn("state.url", "jdbc:postgres://bok:hem/lig@word@host/db");
        Secrets.learn("camel.component.kafka.jaas", "x required username=\"bok\" password=\"jaas-secret\";");
        Secrets.learn("camel.component.kafka.sasl-jaas-config", "whole thing");
        assertThat(Secrets.mask("no: hem/lig@word, jaas-secret, whole thing, bok"))
                .isEqualTo("no: ***, ***, ***, bok");
    }

    @Test
    void secretsInRouteFilesAreLearnt() {
        Secrets.learnFrom("""
            parameters: { password: 'with, comma', api-key: plain-key, username: somebody, token: "{{my.token}}" }
            uri: ftp:host?password=RAW(raw&one)&x=y
            """);
        assertThat(Secrets.mask("with, comma; plain-key; somebody; {{my.token}}, raw&one"))
                .isEqualTo("***; ***; somebody; {{my.token}}, ***");
    }

    /** Camel has more names for secrets than one thinks of, and a placeholder may have a default. */
    @Test
    void soAreThoseInAddressesAndDefaults() {
        Secrets.learnFrom("""
            - to: https://h/x?secretKey=planted-one&consumerKey=RAW{planted&two}&page=three
            - to: { uri: "ftp:h", parameters: { password: "{{ftp.word:planted-four}}", size: "{{my.size:five}}" } }
            - log: "{{env:MY_PASSWORD:planted-six}} {{my.token}}"
            """);
        Secrets.learn("my.password", "{{sys:secret.of.mine:planted-seven}}");
        assertThat(Secrets.mask("planted-one planted&two three planted-four five planted-six planted-seven my.token"))
                .isEqualTo("*** *** three *** five *** *** my.token");
    }

    @Test
    void longForeignTextIsMaskedInTimeThatGrowsWithIt() {
        Secrets.learn("my.password", SECRET);
        for (String piece :
                new String[] {"://", "a", "password", "TGT-", "%25", "password=", "Bearer ", "x-api-key:"}) {
            assertThat(Secrets.mask(piece.repeat(1_000_000 / piece.length()))).isNotEmpty();
        }
    }
}
