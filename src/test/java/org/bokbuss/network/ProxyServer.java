package org.bokbuss.network;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.littleshoot.proxy.HttpFilters;
import org.littleshoot.proxy.HttpFiltersAdapter;
import org.littleshoot.proxy.HttpFiltersSourceAdapter;
import org.littleshoot.proxy.HttpProxyServer;
import org.littleshoot.proxy.ProxyAuthenticator;
import org.littleshoot.proxy.impl.DefaultHttpProxyServer;

/** Proxies that others wrote. Where they ask for a login it is {@link #login()}. */
public interface ProxyServer extends AutoCloseable {
    String USER = "team";
    String PASSWORD = "p@ss:word";

    int port();

    /** The login it asks for, as an address has it. */
    default String login() {
        return "team:p%40ss%3Aword@";
    }

    /** What it was asked for, a line each, as it notes it: {@code CONNECT host:port} or an address. */
    List<String> asked();

    @Override
    void close();

    /** LittleProxy, which comes with the build and asks for no login. */
    static ProxyServer little(Path folder) {
        return new Little(false, 0);
    }

    /** The same, which asks for a login. */
    static ProxyServer littleWithLogin(Path folder) {
        return new Little(true, 0);
    }

    /** The same without login, which answers CONNECT with this status. */
    static ProxyServer littleThatRefuses(int status) {
        return new Little(false, status);
    }

    /** Debian's tinyproxy; the test is skipped where it is not installed. */
    static ProxyServer tinyproxy(Path folder) {
        return new Daemon(folder, "tinyproxy", "/usr/bin/tinyproxy", """
                Port %d
                Listen 127.0.0.1
                LogFile "%s"
                LogLevel Connect
                BasicAuth team password
                """, "-d", "-c");
    }

    /** Debian's squid; the test is skipped where it is not installed. */
    static ProxyServer squid(Path folder) {
        // It asks a program of ours, as a user of its own.
        Path checks = Authority.write(folder.resolve("login.sh"), """
                #!/bin/sh
                while read -r user password; do
                  case "$user $password" in "team p@ss:word" | "team p%40ss%3Aword") echo OK ;; *) echo ERR ;; esac
                done
                """);
        for (Path each : List.of(folder, checks)) {
            each.toFile().setExecutable(true, false);
            each.toFile().setReadable(true, false);
        }
        folder.toFile().setWritable(true, false);
        return new Daemon(folder, "squid", "/usr/sbin/squid", """
                http_port 127.0.0.1:%d
                access_log stdio:%s
                cache_log @@/cache.log
                pid_filename none
                cache deny all
                auth_param basic program @@/login.sh
                acl team proxy_auth REQUIRED
                http_access allow team
                shutdown_lifetime 0 seconds
                coredump_dir @@
                """.replace("@@", folder.toString()), "-N", "-f");
    }

    /** In this process. */
    final class Little implements ProxyServer {
        private final List<String> asked = new CopyOnWriteArrayList<>();
        private final HttpProxyServer server;

        private Little(boolean login, int refusal) {
            var bootstrap = DefaultHttpProxyServer.bootstrap()
                    .withAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .withFiltersSource(new HttpFiltersSourceAdapter() {
                        @Override
                        public HttpFilters filterRequest(HttpRequest request) {
                            asked.add(request.method() + " " + request.uri());
                            return new HttpFiltersAdapter(request) {
                                @Override
                                public HttpResponse clientToProxyRequest(HttpObject part) {
                                    return refusal == 0
                                                    || !request.method().name().equals("CONNECT")
                                            ? null
                                            : refused(request);
                                }

                                private HttpResponse refused(HttpRequest request) {
                                    HttpResponse answer = new DefaultFullHttpResponse(
                                            request.protocolVersion(), HttpResponseStatus.valueOf(refusal));
                                    answer.headers().set("Content-Length", 0);
                                    return answer;
                                }
                            };
                        }
                    });
            if (login) {
                bootstrap = bootstrap.withProxyAuthenticator(new ProxyAuthenticator() {
                    @Override
                    public boolean authenticate(String user, String password) {
                        return USER.equals(user) && PASSWORD.equals(password);
                    }

                    @Override
                    public String getRealm() {
                        return "team";
                    }
                });
            }
            server = bootstrap.start();
        }

        @Override
        public int port() {
            return server.getListenAddress().getPort();
        }

        @Override
        public List<String> asked() {
            return asked;
        }

        @Override
        public void close() {
            server.abort();
        }
    }

    /** A program of its own. */
    final class Daemon implements ProxyServer {
        private final int port;
        private final String name;
        private final Path log;
        private final Process process;

        private Daemon(Path folder, String name, String program, String settings, String... options) {
            this.name = name;
            assumeTrue(
                    Files.isExecutable(Path.of(program)),
                    name + " is not installed (Debian: apt-get install " + name + "): not tried");
            try {
                try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                    port = socket.getLocalPort();
                }
                log = folder.resolve("proxy.log");
                Path file = Authority.write(folder.resolve("proxy.conf"), settings.formatted(port, log));
                List<String> line = new java.util.ArrayList<>(List.of(program));
                line.addAll(List.of(options));
                line.add(file.toString());
                process = new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("proxy.out").toFile())
                        .start();
                await().atMost(Duration.ofSeconds(20)).until(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException(name + ": " + Files.readString(folder.resolve("proxy.out")));
                    }
                    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                        return socket.isConnected();
                    } catch (IOException notYet) {
                        return false;
                    }
                });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public int port() {
            return port;
        }

        /** tinyproxy knows no other signs than letters. */
        @Override
        public String login() {
            return name.equals("tinyproxy") ? "team:password@" : ProxyServer.super.login();
        }

        @Override
        public List<String> asked() {
            try {
                return Files.readAllLines(log);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }
}
