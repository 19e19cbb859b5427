package org.bokbuss.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bokbuss.sandbox.boknett.Boknett;
import org.bokbuss.workspace.Program;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that repeats what it was shown: none of it is told or kept. */
class EchoedSecretsTest {
    private static final String TOKEN = "planted.access/token+9f8e7d6c5b4a";
    private static final String TICKET = "TGT-4711-PLANTEDticket0123456789";

    @TempDir
    Path folder;

    private HttpServer server;
    private Workspace trip;
    private volatile String login = "";
    private volatile String api = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        String address = "http://127.0.0.1:" + server.getAddress().getPort();
        trip = new Workspace(folder.resolve("trip"), URI.create(address))
                .with("boknett.base-url", address + "/dds")
                .with("boknett.token-url", address + "/login/token")
                .with("boknett.login-url", address + "/login/tickets")
                .with("boknett.client-id", "planted-client")
                .with("boknett.client-secret", Boknett.CLIENT_SECRET)
                .with("boknett.username", "somebody")
                .with("boknett.password", Boknett.PASSWORD)
                .with("http.retry.max-attempts", "2")
                .source("boknett-inventory-source");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String asked = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        boolean atLogin = exchange.getRequestURI().getPath().startsWith("/login");
        String shown = exchange.getRequestHeaders().getFirst("Authorization");
        switch (atLogin ? login : api) {
            case "description" ->
                send(
                        exchange,
                        401,
                        "{\"error\": \"invalid_client\", \"error_description\": \"no client has %s, %s or %s\"}"
                                .formatted(Boknett.CLIENT_SECRET.replace("å", "\\u00e5"), asked, basic()));
            case "ticket refused" -> {
                exchange.getResponseHeaders().set("Location", exchange.getRequestURI() + "/" + TICKET);
                send(exchange, 302, "");
            }
            case "redirect" -> {
                exchange.getResponseHeaders().set("Location", "https://else.where/" + shown.replace(" ", "/") + "/x");
                send(exchange, 302, "");
            }
            case "body" -> send(exchange, 400, "you sent " + shown);
            case "cursor" -> {
                exchange.getResponseHeaders().set("Link", "<https://else.where/?token=" + shown + ">; rel=\"next\"");
                send(exchange, 200, "{\"not\": \"well-formed " + shown);
            }
            default -> {
                exchange.getResponseHeaders().set("Boknett-TGT", TICKET);
                boolean ticket = exchange.getRequestURI().getPath().endsWith("tickets");
                send(exchange, ticket ? 201 : 200, "{\"access_token\": \"" + TOKEN + "\", \"expires_in\": 3600}");
            }
        }
    }

    private static String basic() {
        return Base64.getEncoder().encodeToString(("planted-client:" + Boknett.CLIENT_SECRET).getBytes(UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"oauth2", "tgt"})
    void nothingOfItIsToldOrKept(String auth) throws IOException {
        trip.with("boknett.auth", auth).route("pageSize: 10");
        List<String> places = new ArrayList<>();
        for (String what : List.of("description", "ticket refused", "body", "redirect", "cursor")) {
            login = what.equals("description") || what.equals("ticket refused") ? what : "";
            api = what;
            for (String command :
                    List.of("once p", "check", "status", "status --json", "ledger p", "quarantine list")) {
                Workspace.Result result = trip.run(command.split(" "));
                places.add(result.out() + result.err());
            }
            try (Program program = new Program(
                    folder.resolve("trip"),
                    Map.of(),
                    trip.with("log.format", "json").arguments("once", "p"))) {
                program.exit();
                places.add(program.out() + program.err());
                trip.with("log.format", "text");
            }
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                places.add(Files.readString(file, ISO_8859_1));
            }
        }
        assertThat(places).anyMatch(place -> place.contains("***")).anyMatch(place -> place.contains("401"));
        for (String secret : List.of(Boknett.CLIENT_SECRET, Boknett.PASSWORD, TOKEN, TICKET, basic())) {
            for (String form :
                    List.of(secret, URLEncoder.encode(secret, UTF_8), new String(secret.getBytes(UTF_8), ISO_8859_1))) {
                assertThat(places).noneMatch(place -> place.contains(form));
            }
        }
        assertThat(places).noneMatch(place -> place.contains("PLANTEDticket"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgres://bok:planted-word@host/db",
                "jdbc:postgresql://bok:planted-word@127.0.0.1:1/db",
                "jdbc:postgresql://127.0.0.1:1/db?user=bok&password=planted-word",
                "mysql:planted/bok:x:planted-word@h",
                "jdbc:sqlite:/dev/null/x?password=planted-word",
                "jdbc:postgresql://bok:planted-word/with@h:not a port/db"
            })
    void aPasswordInTheAddressOfTheStateIsMasked(String url) {
        trip.with("state.url", url).with("log.format", "text").route("pageSize: 10");
        for (String command : List.of("status", "once p", "check --offline")) {
            Workspace.Result result = trip.run(command.split(" "));
            assertThat(result.exit()).isNotZero();
            assertThat(result.out() + result.err()).doesNotContain("planted-word");
        }
    }

    @Test
    void soIsAPasswordThatARouteCarries() {
        trip.route("pageSize: 10", """
            - to:
                uri: ftp:planted-host
                parameters: { username: planted-user, password: "planted word", bad: "}}{{" }
            """, """
            - to: ftp:planted-host?password=RAW(planted+raw)&nonsense=1
            """, """
            - to: "http:planted-host?proxyAuthPassword=planted-proxy&secretKey=planted-key&maxTotalConnections=planted-many"
            """, """
            - to:
                uri: kamelet:record-kafka-sink
                parameters: { topic: t, token: "{{my.word:planted-default}}" }
            """);
        for (String command : List.of("explain p", "check --offline", "once p")) {
            Workspace.Result result = trip.run(command.split(" "));
            assertThat(result.out() + result.err())
                    .doesNotContain("planted word", "planted+raw", "planted-proxy", "planted-key", "planted-default");
        }
    }
}
