package org.bokbuss.fetch;

import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.apache.camel.CamelContext;
import org.apache.camel.support.jsse.KeyManagersParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;
import org.apache.hc.core5.http.HttpHost;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;

/** The way to the hosts that are asked: by which proxy, trusting whom, and how many requests at once and in a second. */
public final class Network {
    private static final Duration LONGEST_WAIT_FOR_TURN = Duration.ofHours(1);
    private static final double RAREST = 0.001;

    private final HttpProxies proxies;
    private final Collection<Certificate> trusted;
    private final Identity identity;
    private final int perHost;
    private final Optional<RateLimiterRegistry> turns;
    private final String words;

    private Network(Settings settings) {
        proxies = new HttpProxies(settings);
        Optional<String> trustStore = settings.find(Key.TLS_TRUST_STORE);
        trusted = trustStore
                .map(file -> new Certificates(
                                Key.TLS_TRUST_STORE,
                                file,
                                settings.find(Key.TLS_TRUST_STORE_PASSWORD).orElse(""))
                        .trusted())
                .orElse(List.of());
        Optional<String> keyStore = settings.find(Key.TLS_KEY_STORE);
        identity = keyStore.map(file -> new Certificates(
                                Key.TLS_KEY_STORE,
                                file,
                                settings.find(Key.TLS_KEY_STORE_PASSWORD).orElse(""))
                        .identity())
                .orElseGet(Identity::none);
        perHost = perHost(settings);
        if (perHost < 1) {
            throw new UserError(Key.HTTP_MAX_PER_HOST.text() + "=" + perHost + ": write 1 or more");
        }
        Optional<Double> perSecond = settings.number(Key.HTTP_REQUESTS_PER_SECOND);
        turns = perSecond.map(Network::turns);
        words = "at most %d requests at a time to a host, %s%s%s%s"
                .formatted(
                        perHost,
                        perSecond
                                .map(number -> "%s per second".formatted(number))
                                .orElse("no limit per second"),
                        proxies.toString().isEmpty() ? "; no proxy" : "; " + proxies,
                        trustStore.map(file -> "; trusts " + file + " too").orElse(""),
                        keyStore.map(file -> "; shows the certificate in " + file)
                                .orElse(""));
    }

    /** Who lets so many writes be under way wants so many requests, unless it is said how many at most. */
    private static int perHost(Settings settings) {
        int most = settings.integer(Key.HTTP_MAX_PER_HOST);
        boolean isSaid = settings.find(Key.HTTP_MAX_PER_HOST.text()).isPresent();
        return isSaid || !settings.isTrue(Key.LIBRIS_WRITE_ENABLED)
                ? most
                : Math.max(most, settings.integer(Key.LIBRIS_WRITE_IN_FLIGHT));
    }

    /** @throws UserError if it cannot be so */
    public static Network of(Settings settings) {
        return new Network(settings);
    }

    private static RateLimiterRegistry turns(double perSecond) {
        if (!(perSecond >= RAREST)) {
            throw new UserError(
                    Key.HTTP_REQUESTS_PER_SECOND.text() + "=" + perSecond + ": write " + RAREST + " or more");
        }
        return RateLimiterRegistry.of(RateLimiterConfig.custom()
                .limitForPeriod(1)
                .limitRefreshPeriod(Duration.ofNanos(Math.max(1, Math.round(1e9 / perSecond))))
                .timeoutDuration(LONGEST_WAIT_FOR_TURN)
                .build());
    }

    /** Waits until a host may be asked once more. */
    void awaitTurn(HttpHost host) throws IOException {
        if (turns.isPresent() && !turns.get().rateLimiter(host.toHostString()).acquirePermission()) {
            throw new InterruptedIOException("stopped while waiting for its turn");
        }
    }

    int perHost() {
        return perHost;
    }

    HttpProxies proxies() {
        return proxies;
    }

    Identity identity() {
        return identity;
    }

    /** Made as Camel makes those of its own components. */
    SSLContext tls(CamelContext context) {
        try {
            SSLContextParameters parameters = new SSLContextParameters();
            TrustManagersParameters trust = new TrustManagersParameters();
            trust.setTrustManager(Trust.of(trusted));
            parameters.setTrustManagers(trust);
            parameters.setKeyManagers(new KeyManagersParameters() {
                @Override
                public KeyManager[] createKeyManagers() {
                    return new KeyManager[] {identity};
                }
            });
            return parameters.createSSLContext(context);
        } catch (GeneralSecurityException | IOException e) {
            throw new UserError(
                    "TLS cannot be set up (" + e.getMessage() + "): check " + Key.TLS_TRUST_STORE.text() + " and "
                            + Key.TLS_KEY_STORE.text(),
                    e);
        }
    }

    /** For a person, without secrets. */
    @Override
    public String toString() {
        return words;
    }
}
