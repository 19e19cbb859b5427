package org.bokbuss.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.workspace.Program;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real proxies between us and the sources: LittleProxy always, Debian's where they are installed. */
@Timeout(90)
class ProxyTest {
    private static final Authority AUTHORITY = new Authority("An authority of our own");

    @TempDir
    Path folder;

    @TempDir
    Path proxyFolder;

    private Sandbox libris;
    private TlsServer secure;
    private ProxyServer proxy;

    static Stream<Arguments> proxies() {
        return Stream.of(
                proxy("LittleProxy", ProxyServer::littleWithLogin),
                proxy("tinyproxy", ProxyServer::tinyproxy),
                proxy("squid", ProxyServer::squid));
    }

    private static Arguments proxy(String name, Function<Path, ProxyServer> start) {
        return Arguments.argumentSet(name, start);
    }

    @BeforeEach
    void start() throws IOException {
        libris = Sandbox.with().bibs(5).start();
        secure = new TlsServer(libris.baseUrl(), AUTHORITY.certify("localhost"), null);
    }

    @AfterEach
    void stop() {
        libris.close();
        secure.close();
        if (proxy != null) {
            proxy.close();
        }
    }

    private Workspace by(URI address, String login) {
        return workspace(address).with("http.proxy", "http://" + login + "127.0.0.1:" + proxy.port());
    }

    private Workspace workspace(URI address) {
        return new Workspace(folder, address)
                .with("http.retry.max-attempts", "2")
                .with("tls.trust-store", "" + AUTHORITY.pem(folder))
                .route("set: bib, metadataPrefix: marcxml");
    }

    private static void harvests(Workspace trip) {
        Workspace.Result result = trip.once();
        assertThat(result.exit()).as(result.out() + result.err()).isZero();
        assertThat(trip.events()).hasSize(5);
    }

    private static void refuses(Workspace trip, int exit, String... named) {
        for (Workspace.Result result : List.of(trip.once(), trip.run("check"))) {
            assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(exit);
            assertThat(result.out() + result.err()).contains(named);
        }
        assertThat(trip.events()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("proxies")
    void httpsGoesThroughATunnel(Function<Path, ProxyServer> start) {
        proxy = start.apply(proxyFolder);
        URI address = secure.at("localhost");

        harvests(by(address, proxy.login()));

        assertThat(proxy.asked()).anyMatch(line -> line.contains("CONNECT " + address.getAuthority()));
        assertThat(libris.requests()).noneMatch(request -> request.headers().containsKey("proxy-authorization"));
    }

    @ParameterizedTest
    @MethodSource("proxies")
    void httpIsAskedOfTheProxy(Function<Path, ProxyServer> start) {
        proxy = start.apply(proxyFolder);

        harvests(by(libris.baseUrl(), proxy.login()));

        assertThat(proxy.asked()).anyMatch(line -> line.contains("/api/oaipmh/"));
    }

    @ParameterizedTest
    @MethodSource("proxies")
    void aMissingLoginIsNamed(Function<Path, ProxyServer> start) {
        proxy = start.apply(proxyFolder);
        String named = "the proxy 127.0.0.1:" + proxy.port() + " wants a login";

        refuses(by(secure.at("localhost"), ""), 2, named, "http.proxy", "407");
        refuses(by(libris.baseUrl(), ""), 2, named, "http.proxy", "407");
    }

    @ParameterizedTest
    @MethodSource("proxies")
    void aWrongLoginIsNamedAndNotRepeated(Function<Path, ProxyServer> start) throws IOException {
        proxy = start.apply(proxyFolder);
        Workspace tunnel = by(secure.at("localhost"), "team:gissat%21ord@");
        keepsToItself(tunnel);
        refuses(tunnel, 2, "does not accept the login", "http.proxy");

        Workspace plain = by(libris.baseUrl(), "team:gissat%21ord@");
        keepsToItself(plain);
        // tinyproxy says 401, as the source itself might.
        assertThat(plain.once().err()).containsAnyOf("does not accept the login", "by way of the proxy");
    }

    private void keepsToItself(Workspace trip) throws IOException {
        String shown = Base64.getEncoder().encodeToString("team:gissat!ord".getBytes(StandardCharsets.UTF_8));
        for (Workspace.Result result : List.of(
                trip.with("once p", "log.level.org.apache.hc", "trace"), trip.run("check"), trip.run("explain", "p"))) {
            assertThat(result.out() + result.err()).doesNotContain("gissat", shown);
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("gissat", shown);
            }
        }
    }

    /** Libris says "deleted" with such a status; a proxy's must not be taken for it. */
    @ParameterizedTest
    @ValueSource(ints = {403, 404, 410})
    void aRefusedTunnelIsNoAnswerOfTheHost(int status) {
        proxy = ProxyServer.littleThatRefuses(status);

        refuses(
                by(secure.at("localhost"), ""),
                4,
                "the proxy 127.0.0.1:" + proxy.port() + " refuses the way to localhost:",
                "status " + status,
                "http.no-proxy");
    }

    @Test
    void aProxyThatIsAwayIsNamed() throws IOException {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        refuses(
                workspace(secure.at("localhost")).with("http.proxy", "http://127.0.0.1:" + nobody),
                4,
                "the proxy 127.0.0.1:" + nobody + " cannot be reached (Connection refused)");
    }

    @Test
    void aProxyOfAnUnknownNameIsNamed() {
        refuses(
                workspace(secure.at("localhost")).with("http.proxy", "http://proxy.invalid:3128"),
                4,
                "the proxy proxy.invalid:3128 cannot be reached (there is no host of that name)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "*", "example.org, .localhost", "LOCALHOST:PORT"})
    void aHostThatIsExceptedIsAskedDirectly(String direct) {
        proxy = ProxyServer.little(proxyFolder);
        URI address = secure.at("localhost");

        harvests(by(address, "").with("http.no-proxy", direct.replace("PORT", "" + address.getPort())));

        assertThat(proxy.asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.org", "localhost:1", "ocalhost", "10.0.0.0/8"})
    void anyOtherHostIsNot(String direct) {
        proxy = ProxyServer.little(proxyFolder);

        harvests(by(secure.at("localhost"), "").with("http.no-proxy", direct));

        assertThat(proxy.asked()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTPS_PROXY", "https_proxy", "HTTP_PROXY"})
    void theEnvironmentNamesAProxy(String variable) {
        proxy = ProxyServer.littleWithLogin(proxyFolder);

        Program program = program(Map.of(variable, "http://" + proxy.login() + "127.0.0.1:" + proxy.port()));

        assertThat(program.exit()).as(program.err()).isZero();
        assertThat(proxy.asked()).isNotEmpty();
    }

    @Test
    void theEnvironmentNamesWhatIsAskedDirectly() {
        proxy = ProxyServer.little(proxyFolder);

        Program program =
                program(Map.of("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port(), "NO_PROXY", "127.0.0.1,localhost"));

        assertThat(program.exit()).as(program.err()).isZero();
        assertThat(proxy.asked()).isEmpty();
    }

    private Program program(Map<String, String> environment) {
        Workspace trip = workspace(secure.at("localhost"));
        Map<String, String> all = new LinkedHashMap<>(
                Map.of("http_proxy", "", "https_proxy", "", "HTTPS_PROXY", "", "no_proxy", "", "NO_PROXY", ""));
        all.putAll(environment);
        return new Program(folder, all, trip.arguments("once", "p"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "socks5://proxy:1080",
                "https://proxy:443",
                "http://team:hem#lig@proxy:3128",
                "proxy",
                "http://proxy:3128/path"
            })
    void whatIsNoProxyIsRefusedAndNotRepeated(String text) {
        Workspace.Result result =
                workspace(libris.baseUrl()).with("http.proxy", text).run("check", "--offline");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err())
                .contains("http.proxy is not the address of a proxy", "http://host:port", "user:password@")
                .doesNotContain("hem#lig");
    }

    @Test
    void explainTellsOfTheProxy() {
        proxy = ProxyServer.little(proxyFolder);

        assertThat(by(libris.baseUrl(), proxy.login())
                        .with("http.no-proxy", "example.org")
                        .run("explain", "p")
                        .out())
                .contains("through proxy 127.0.0.1:" + proxy.port() + " (with a login), except example.org")
                .doesNotContain("p@ss", "p%40ss");
    }
}
