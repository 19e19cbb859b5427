package org.bokbuss.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import okhttp3.tls.HeldCertificate;
import org.bokbuss.config.UserError;
import org.bokbuss.state.State;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The state on a PostgreSQL server with TLS, and on one without that is asked for it. */
@Timeout(60)
class PostgresTlsTest {
    private static final Authority AUTHORITY = new Authority("the database's authority");

    private static final String WAY = "?sslmode=verify-full&sslrootcert=FILE";

    @TempDir
    static Path folder;

    private static EmbeddedPostgres secure;
    private static EmbeddedPostgres plain;

    @BeforeAll
    static void start() throws Exception {
        HeldCertificate server = AUTHORITY.certify("localhost");
        Path key = Authority.write(folder.resolve("server.key"), server.privateKeyPkcs8Pem());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        secure = EmbeddedPostgres.builder()
                .setServerConfig("ssl", "on")
                .setServerConfig(
                        "ssl_cert_file", "" + Authority.write(folder.resolve("server.pem"), server.certificatePem()))
                .setServerConfig("ssl_key_file", "" + key)
                .start();
        plain = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stop() throws Exception {
        secure.close();
        plain.close();
    }

    private static String url(EmbeddedPostgres server, String host, String options) {
        return "jdbc:postgresql://" + host + ":" + server.getPort() + "/postgres?user=postgres&" + options;
    }

    private static void refuses(String url, String... named) {
        assertThatThrownBy(() -> State.open(url).close())
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll(named)
                .hasMessageContaining("state.url");
    }

    @Test
    void theServersAuthorityIsTrusted() {
        try (State state =
                State.open(url(secure, "localhost", "sslmode=verify-full&sslrootcert=" + AUTHORITY.pem(folder)))) {
            assertThat(state.positions().all()).isEmpty();
        }
    }

    @Test
    void anUnknownAuthorityIsRefused() {
        Path other = Authority.pem(folder.resolve("other.pem"), new Authority("another").root());
        refuses(url(secure, "localhost", "sslmode=verify-full&sslrootcert=" + other), "certification path", WAY);
    }

    @Test
    void aWrongNameIsRefused() {
        refuses(
                url(secure, "127.0.0.1", "sslmode=verify-full&sslrootcert=" + AUTHORITY.pem(folder)),
                "127.0.0.1",
                "could not be verified",
                WAY);
    }

    /** The driver names it. */
    @Test
    void aMissingFileIsNamed() {
        refuses(url(secure, "localhost", "sslmode=verify-full&sslrootcert=nowhere.pem"), "nowhere.pem");
    }

    @Test
    void aServerWithoutTlsIsNamed() {
        refuses(url(plain, "localhost", "sslmode=require"), "does not support SSL", WAY);
    }
}
