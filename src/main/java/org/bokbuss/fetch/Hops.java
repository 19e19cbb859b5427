package org.bokbuss.fetch;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.bokbuss.config.Key;

/**
 * Names the hop at which a request failed that got no answer: the host's name, the connection, the proxy, TLS. Login and
 * answer, the hops after them, are named by who reads the answer.
 */
record Hops(Network network) {
    /** Alerts of a server that takes our certificate for a bad one. */
    private static final Pattern OF_A_CERTIFICATE =
            Pattern.compile("alert: \\w{0,20}(certificate|unknown_ca|access_denied)");

    /** A proxy's answer to CONNECT. The client would hand it on as if the host had given it. */
    static final class NoTunnel extends IOException {
        private final int status;

        NoTunnel(int status) {
            super("the proxy answers CONNECT with " + status);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /** The failure, if it happened on the way. */
    Optional<SourceFailure> failure(Request request, IOException thrown) {
        if (thrown instanceof NoTunnel refused) {
            return Optional.of(byProxy(request, refused.status(), thrown));
        }
        if (thrown instanceof UnknownHostException
                || thrown instanceof ConnectException
                || thrown instanceof ConnectTimeoutException
                || thrown instanceof NoRouteToHostException) {
            return Optional.of(new SourceFailure(
                    SourceFailure.Kind.TRANSIENT,
                    proxy(request)
                                    .map(proxy -> "the proxy " + proxy)
                                    .orElse(request.uri().getAuthority())
                            + " cannot be reached (" + reason(thrown) + "): " + request,
                    thrown));
        }
        return isHandshake(thrown) ? Optional.of(byTls(request, thrown)) : missingCertificate(request, thrown);
    }

    private static String reason(IOException thrown) {
        return thrown instanceof UnknownHostException
                ? "there is no host of that name"
                : String.valueOf(thrown.getMessage()).replaceFirst("^Connect to .* failed: ", "");
    }

    /** The proxy's own answer to a request, or to the wish for a tunnel. */
    SourceFailure byProxy(Request request, int status, IOException thrown) {
        String proxy = "the proxy " + proxy(request).orElse("");
        String rest = " (status " + status + "): " + request;
        // tinyproxy says 401 where a login is wrong.
        if (status == 407 || status == 401) {
            return new SourceFailure(
                    SourceFailure.Kind.MISCONFIGURED,
                    network.proxies().hasLogin(request.uri())
                            ? proxy + " does not accept the login: check user and password in " + Key.HTTP_PROXY.text()
                                    + rest
                            : proxy + " wants a login: put it before the host in " + Key.HTTP_PROXY.text()
                                    + " as user:password@" + rest,
                    thrown);
        }
        return status >= 500
                ? new SourceFailure(SourceFailure.Kind.TRANSIENT, proxy + " could not reach the host" + rest, thrown)
                : new SourceFailure(
                        SourceFailure.Kind.PERMANENT,
                        proxy + " refuses the way to " + request.uri().getAuthority()
                                + ": whoever runs it has to allow it, or name the host in " + Key.HTTP_NO_PROXY.text()
                                + rest,
                        thrown);
    }

    /** What an answer by way of a proxy says of it, since the proxy itself may have given it. */
    String answeredBy(Request request) {
        return request.uri().getScheme().equalsIgnoreCase("https")
                ? ""
                : proxy(request).map(proxy -> ", by way of the proxy " + proxy).orElse("");
    }

    private Optional<String> proxy(Request request) {
        return network.proxies().onTheWayTo(request.uri());
    }

    private static boolean isHandshake(IOException thrown) {
        return find(thrown, CertificateException.class) != null
                || thrown instanceof SSLHandshakeException
                || thrown instanceof SSLException
                        && String.valueOf(thrown.getMessage())
                                .matches("Unsupported or unrecognized SSL message|.*Received fatal alert.*");
    }

    private SourceFailure byTls(Request request, IOException thrown) {
        String host = "TLS with " + request.uri().getAuthority() + " failed: ";
        String said = String.valueOf(thrown.getMessage());
        CertificateException certificate = find(thrown, CertificateException.class);
        if (certificate != null) {
            return new SourceFailure(
                    find(certificate, CertificateExpiredException.class) == null
                            ? SourceFailure.Kind.MISCONFIGURED
                            : SourceFailure.Kind.PERMANENT,
                    host + certificate.getMessage() + ": " + request,
                    thrown);
        }
        Optional<SourceFailure> missing = missingCertificate(request, thrown);
        if (missing.isPresent()) {
            return missing.get();
        }
        if (network.identity().isKnown() && OF_A_CERTIFICATE.matcher(said).find()) {
            return new SourceFailure(
                    SourceFailure.Kind.MISCONFIGURED,
                    host + "the server does not accept the client certificate in " + Key.TLS_KEY_STORE.text() + " ("
                            + said + "): " + request,
                    thrown);
        }
        if (said.startsWith("Unsupported or unrecognized")) {
            return new SourceFailure(
                    SourceFailure.Kind.MISCONFIGURED,
                    host + "the server does not speak TLS there: check https:// and the port of the address: "
                            + request,
                    thrown);
        }
        return new SourceFailure(
                SourceFailure.Kind.TRANSIENT,
                host + said.toLowerCase(Locale.ROOT) + "; if it stays so, check the port of the address: " + request,
                thrown);
    }

    /** A server may tell, by an alert, or just close the connection. */
    private Optional<SourceFailure> missingCertificate(Request request, IOException thrown) {
        URI uri = request.uri();
        int port = uri.getPort() < 0 ? 443 : uri.getPort();
        return network.identity()
                .wantedBy(uri.getHost(), port)
                .map(authorities -> new SourceFailure(
                        SourceFailure.Kind.MISCONFIGURED,
                        "TLS with " + uri.getAuthority() + " failed: the server asks for a client certificate"
                                + (authorities.isEmpty() ? "" : " of " + String.join(" or ", authorities))
                                + (network.identity().isKnown()
                                        ? ", which the one in " + Key.TLS_KEY_STORE.text() + " is not: "
                                        : ": name a file with ours in " + Key.TLS_KEY_STORE.text() + ": ")
                                + request,
                        thrown));
    }

    private static <T extends Throwable> T find(Throwable thrown, Class<T> kind) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return kind.cast(cause);
            }
        }
        return null;
    }
}
