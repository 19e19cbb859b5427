package org.bokbuss.fetch;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.ProtocolException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;
import org.bokbuss.config.Key;

/** An HTTP client that decides nothing by itself, goes the {@link Network}'s way and takes no more than {@link Bounds} allow. */
final class BoundedClient implements HttpClientConfigurer {
    private static final String WATCH = "bokbuss.watch";
    private static final Timeout CONNECT = Timeout.ofSeconds(20);
    private static final int ALL_CONNECTIONS = 200;

    /** Unpacked bytes that nobody asks the reason of. */
    private static final long HARMLESS = 1 << 20;

    private static final List<String> PACKINGS = List.of("gzip", "x-gzip", "deflate");

    private final Bounds bounds;
    private final Network network;
    private final SSLContext tls;
    private final ScheduledExecutorService clock;

    BoundedClient(Bounds bounds, Network network, SSLContext tls, ScheduledExecutorService clock) {
        this.bounds = bounds;
        this.network = network;
        this.tls = tls;
        this.clock = clock;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .setRoutePlanner(network.proxies())
                .setDefaultCredentialsProvider(network.proxies().logins())
                .setConnectionManager(connections())
                .setRequestExecutor(new FewInterims())
                .addExecInterceptorBefore(ChainElement.COMPRESS.name(), "bokbuss-unpacked", this::unpacked)
                .addExecInterceptorBefore(ChainElement.MAIN_TRANSPORT.name(), "bokbuss-raw", this::raw);
    }

    private HttpClientConnectionManager connections() {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(
                        // Names are judged with all else, by Trust.
                        tls, HostnameVerificationPolicy.BUILTIN, null))
                .setMaxConnPerRoute(network.perHost())
                .setMaxConnTotal(ALL_CONNECTIONS)
                .setDefaultConnectionConfig(
                        ConnectionConfig.custom().setConnectTimeout(CONNECT).build())
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxHeaderCount(bounds.headers())
                                .setMaxLineLength(bounds.header())
                                .build())
                        .build())
                .build();
    }

    /** As the answer comes over the wire. */
    private ClassicHttpResponse raw(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        network.awaitTurn(scope.route.getTargetHost());
        Watch watch = watch(scope);
        scope.clientContext.setAttribute(WATCH, watch);
        try {
            ClassicHttpResponse answer = chain.proceed(request, scope);
            watch.headHasCome();
            if (answer.getEntity() == null) {
                watch.end();
            } else {
                answer.setEntity(new Body(answer.getEntity(), body -> new Raw(body, watch)));
            }
            if (answer.getCode() == HttpStatus.SC_PROXY_AUTHENTICATION_REQUIRED) {
                takeWhole(answer);
            }
            requireOnePacking(answer);
            return answer;
        } catch (IOException thrown) {
            watch.end();
            throw watch.reason(thrown);
        } catch (HttpException thrown) {
            watch.cancel();
            throw watch.reason(thrown);
        } catch (IllegalArgumentException thrown) {
            watch.cancel();
            // The client judges some heads so: a negative version of the protocol, for one.
            throw watch.reason(new ProtocolException("the head of the answer is none: " + thrown.getMessage(), thrown));
        } catch (RuntimeException thrown) {
            watch.cancel();
            throw watch.reason(thrown);
        }
    }

    /** The client closes it, and retries by the same connection. */
    private void takeWhole(ClassicHttpResponse answer) throws IOException {
        if (answer.getEntity() != null) {
            int most = Math.toIntExact(Math.min(bounds.answer(), Integer.MAX_VALUE - 1));
            byte[] body = answer.getEntity().getContent().readNBytes(most + 1);
            if (body.length > most) {
                throw new Excess("is no page, and larger", Key.HTTP_MAX_ANSWER, bounds.answer());
            }
            answer.setEntity(new ByteArrayEntity(
                    body, ContentType.parse(answer.getEntity().getContentType())));
        }
    }

    private Watch watch(ExecChain.Scope scope) {
        Timeout silence = scope.clientContext.getRequestConfigOrDefault().getResponseTimeout();
        Cancellable asked = scope.originalRequest instanceof Cancellable cancellable
                ? cancellable
                : () -> {
                    scope.execRuntime.discardEndpoint();
                    return true;
                };
        return new Watch(bounds, Duration.ofMillis(silence.toMilliseconds()), clock, asked);
    }

    private static void requireOnePacking(ClassicHttpResponse answer) throws ProtocolException {
        List<String> packings = Stream.of(answer.getHeaders("Content-Encoding"))
                .flatMap(header -> Stream.of(header.getValue().split(",")))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty() && !name.equals("identity"))
                .toList();
        if (packings.size() > 1 || !PACKINGS.containsAll(packings)) {
            throw new ProtocolException("it is packed as '" + Query.shown(String.join(", ", packings))
                    + "', which nobody asked for: gzip or deflate, once");
        }
    }

    /** As it is read. */
    private ClassicHttpResponse unpacked(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        scope.clientContext.removeAttribute(WATCH);
        // Not what else the client could unpack with the libraries that happen to be there.
        request.setHeader("Accept-Encoding", String.join(", ", PACKINGS));
        ClassicHttpResponse answer = chain.proceed(request, scope);
        Watch watch = (Watch) scope.clientContext.getAttribute(WATCH);
        if (watch == null) {
            // The request itself has not been sent.
            answer.close();
            throw new Hops.NoTunnel(answer.getCode());
        }
        if (answer.getEntity() != null) {
            // Or Camel would unpack it once more (HttpClient 5.6 leaves the header).
            answer.removeHeaders("Content-Encoding");
            answer.setEntity(new Body(answer.getEntity(), body -> new Unpacked(body, watch)));
        }
        return answer;
    }

    /** What becomes of a stream. */
    @FunctionalInterface
    private interface Reading {
        InputStream of(InputStream body);
    }

    private static final class Body extends HttpEntityWrapper {
        private final Reading reading;
        private InputStream content;

        Body(HttpEntity body, Reading reading) {
            super(body);
            this.reading = reading;
        }

        @Override
        public InputStream getContent() throws IOException {
            if (content == null) {
                content = reading.of(super.getContent());
            }
            return content;
        }
    }

    private static final class Raw extends FilterInputStream {
        private final Watch watch;
        private boolean ended;

        Raw(InputStream body, Watch watch) {
            super(body);
            this.watch = watch;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                int read = super.read(bytes, offset, length);
                watch.check();
                if (read < 0) {
                    ended = true;
                    watch.end();
                } else {
                    watch.received(read);
                }
                return read;
            } catch (IOException broken) {
                ended = true;
                watch.end();
                throw watch.reason(broken);
            }
        }

        /** The client would read all the rest first, and there may be no end of it. */
        @Override
        public void close() throws IOException {
            if (ended || watch.isUnpacked() && read() < 0) {
                super.close();
            } else {
                watch.cancel();
            }
        }
    }

    private final class Unpacked extends FilterInputStream {
        private final Watch watch;
        private long size;

        Unpacked(InputStream body, Watch watch) {
            super(body);
            this.watch = watch;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            if (read < 0) {
                watch.unpacked();
            }
            size += Math.max(read, 0);
            if (size > HARMLESS && size / bounds.expansion() > watch.received()) {
                throw new Excess(
                        "unpacks to " + size + " bytes out of " + watch.received(),
                        Key.HTTP_MAX_EXPANSION,
                        bounds.expansion());
            }
            return read;
        }
    }

    /** A server may send interim answers (RFC 9110, 15.2), not forever. */
    private final class FewInterims extends HttpRequestExecutor {
        @Override
        public ClassicHttpResponse execute(
                ClassicHttpRequest request,
                HttpClientConnection connection,
                HttpResponseInformationCallback told,
                HttpContext context)
                throws IOException, HttpException {
            int[] interims = {0};
            return super.execute(
                    request,
                    connection,
                    (answer, of, at) -> {
                        if (++interims[0] > bounds.headers()) {
                            throw new ProtocolException("more than " + bounds.headers() + " interim answers ("
                                    + Key.HTTP_MAX_HEADERS.text() + ")");
                        }
                    },
                    context);
        }
    }
}
