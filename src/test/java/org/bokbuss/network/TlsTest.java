package org.bokbuss.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import okhttp3.tls.Certificates;
import okhttp3.tls.HeldCertificate;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers with TLS: who is trusted, and what is said of each that is not. {@code check} says what a run says. */
@Timeout(60)
class TlsTest {
    private static final String HERE = "localhost";
    private static final Authority AUTHORITY = new Authority("An authority of our own");

    private static final X509Certificate CLIENTS = AUTHORITY.root().certificate();

    @TempDir
    Path folder;

    private Sandbox libris;
    private TlsServer server;

    @BeforeEach
    void start() {
        libris = Sandbox.with().bibs(5).start();
    }

    @AfterEach
    void stop() {
        libris.close();
        if (server != null) {
            server.close();
        }
    }

    private Workspace at(HeldCertificate certificate) throws IOException {
        return at(certificate, null);
    }

    private Workspace at(HeldCertificate certificate, X509Certificate clients) throws IOException {
        server = new TlsServer(libris.baseUrl(), certificate, clients);
        return workspace(server.at(HERE));
    }

    private Workspace workspace(URI address) {
        return new Workspace(folder, address)
                .with("http.retry.max-attempts", "2")
                .route("set: bib, metadataPrefix: marcxml");
    }

    private static void refuses(Workspace trip, int exit, String... named) {
        for (Workspace.Result result : new Workspace.Result[] {trip.once(), trip.run("check")}) {
            assertThat(result.exit()).as(result.err()).isEqualTo(exit);
            assertThat(result.out() + result.err()).contains("TLS with " + HERE).contains(named);
        }
        assertThat(trip.events()).isEmpty();
    }

    private static void harvests(Workspace trip) {
        Workspace.Result result = trip.once();
        assertThat(result.exit()).as(result.out() + result.err()).isZero();
        assertThat(trip.events()).hasSize(5);
    }

    @Test
    void anUnknownAuthorityIsRefused() throws IOException {
        refuses(
                at(AUTHORITY.certify(HERE)),
                2,
                "is from an unknown authority (CN=An authority of our own)",
                "tls.trust-store");
    }

    @Test
    void aSelfSignedCertificateIsRefused() throws IOException {
        refuses(at(Authority.selfSigned(HERE)), 2, "is self-signed (CN=localhost", "tls.trust-store");
    }

    @Test
    void aCertificateForAnotherNameIsRefused() throws IOException {
        refuses(
                at(AUTHORITY.certify("other.example", "third.example"))
                        .with("tls.trust-store", "" + AUTHORITY.pem(folder)),
                2,
                "is not for localhost but for other.example, third.example",
                "check the name");
    }

    @Test
    void anExpiredCertificateIsRefused() throws IOException {
        refuses(
                at(AUTHORITY.expired(HERE)).with("tls.trust-store", "" + AUTHORITY.pem(folder)),
                4,
                "the certificate of localhost expired on ",
                "renew");
    }

    @Test
    void aServerThatAnswersWithoutTlsIsNamed() throws Exception {
        try (ProxyServer plain = ProxyServer.little(folder)) {
            refuses(workspace(URI.create("https://" + HERE + ":" + plain.port())), 2, "does not speak TLS");
        }
    }

    @Test
    void aServerThatEndsTheHandshakeIsNamed() {
        refuses(
                workspace(URI.create("https://" + HERE + ":" + libris.baseUrl().getPort())),
                4,
                "terminated the handshake",
                "check the port");
    }

    @Test
    void anAuthorityIsTrustedFromPem() throws IOException {
        harvests(at(AUTHORITY.certify(HERE)).with("tls.trust-store", "" + AUTHORITY.pem(folder)));
    }

    @Test
    void anAuthorityIsTrustedFromPkcs12() throws IOException {
        harvests(at(AUTHORITY.certify(HERE))
                .with("tls.trust-store", "" + AUTHORITY.trustStore(folder, "changeit"))
                .with("tls.trust-store-password", "changeit"));
    }

    @Test
    void aSelfSignedCertificateIsTrustedOnceItIsNamed() throws IOException {
        HeldCertificate own = Authority.selfSigned(HERE);
        harvests(at(own).with("tls.trust-store", "" + Authority.pem(folder.resolve("own.pem"), own)));
    }

    @Test
    void aServerThatWantsAClientCertificateIsNamed() throws IOException {
        refuses(
                at(AUTHORITY.certify(HERE), CLIENTS).with("tls.trust-store", "" + AUTHORITY.pem(folder)),
                2,
                "asks for a client certificate",
                "tls.key-store");
    }

    @Test
    void aClientCertificateOfAnotherAuthorityIsRefused() throws IOException {
        HeldCertificate stranger = new Authority("somebody else").certify("client");
        refuses(
                at(AUTHORITY.certify(HERE), CLIENTS)
                        .with("tls.trust-store", "" + AUTHORITY.pem(folder))
                        .with("tls.key-store", "" + Authority.identityPem(folder.resolve("client.pem"), stranger)),
                2,
                "client certificate",
                "tls.key-store");
    }

    @Test
    void aClientCertificateIsShownFromPem() throws IOException {
        harvests(at(AUTHORITY.certify(HERE), CLIENTS)
                .with("tls.trust-store", "" + AUTHORITY.pem(folder))
                .with(
                        "tls.key-store",
                        "" + Authority.identityPem(folder.resolve("client.pem"), AUTHORITY.certify("client"))));
    }

    @Test
    void aClientCertificateIsShownFromPkcs12() throws IOException {
        Workspace trip = at(AUTHORITY.certify(HERE), CLIENTS)
                .with("tls.trust-store", "" + AUTHORITY.pem(folder))
                .with(
                        "tls.key-store",
                        "" + Authority.keyStore(folder.resolve("me.p12"), AUTHORITY.certify("client"), "hemligt1"))
                .with("tls.key-store-password", "hemligt1");
        harvests(trip);

        assertThat(trip.run("explain", "p").out())
                .contains("trusts " + folder.resolve("authority.pem"), "shows the certificate in")
                .doesNotContain("hemligt1");
    }

    /** The file is openssl's own: pkcs8 -topk8 -passout pass:hemligt1, and req -x509. */
    @Test
    void aKeyWithAPasswordIsReadFromPem() throws Exception {
        Path file = Path.of("src/test/resources/org/bokbuss/network/locked.pem");
        X509Certificate client;
        try (InputStream pem = Files.newInputStream(file)) {
            String text = new String(pem.readAllBytes(), StandardCharsets.US_ASCII);
            client = Certificates.decodeCertificatePem(text.substring(text.indexOf("-----BEGIN CERTIFICATE")));
        }
        harvests(at(AUTHORITY.certify(HERE), client)
                .with("tls.trust-store", "" + AUTHORITY.pem(folder))
                .with("tls.key-store", "" + file)
                .with("tls.key-store-password", "hemligt1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls.trust-store", "tls.key-store"})
    void aFileThatIsNotThereIsNamedBeforeAnythingIsAsked(String key) {
        Workspace.Result result =
                workspace(libris.baseUrl()).with(key, "nowhere.pem").run("check", "--offline");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains(key + ": nowhere.pem cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls.trust-store", "tls.key-store"})
    void aFileOfSomethingElseIsNamed(String key) {
        Path file = Authority.write(folder.resolve("letter.txt"), "Dear all");
        Workspace.Result result =
                workspace(libris.baseUrl()).with(key, "" + file).run("check", "--offline");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains(key + ": " + file, "PEM");
    }

    @Test
    void aWrongPasswordOfAKeyStoreIsNamedAndNotRepeated() {
        Path file = Authority.keyStore(folder.resolve("me.p12"), AUTHORITY.certify("client"), "hemligt1");
        Workspace.Result result = workspace(libris.baseUrl())
                .with("tls.key-store", "" + file)
                .with("tls.key-store-password", "gissning")
                .run("check", "--offline");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("tls.key-store-password").doesNotContain("gissning");
    }
}
