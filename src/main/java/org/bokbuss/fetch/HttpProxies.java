package org.bokbuss.fetch;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.CredentialsStore;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.bokbuss.config.Key;
import org.bokbuss.config.Secrets;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;

/**
 * Which hosts are asked by way of a proxy: {@code http.proxy} and {@code http.no-proxy}, else what the environment says to
 * all programs ({@code HTTPS_PROXY}, {@code HTTP_PROXY}, {@code NO_PROXY}, in capitals or not).
 */
final class HttpProxies extends DefaultRoutePlanner {
    private final Optional<HttpProxy> forHttp;
    private final Optional<HttpProxy> forHttps;
    private final List<String> direct;

    /** A proxy, and who we are to it. */
    private record HttpProxy(HttpHost host, Optional<UsernamePasswordCredentials> login) {
        private static final String WANTED = " is not the address of a proxy: write http://host:port;"
                + " a login stands before the host as user:password@, with %40 for @ and so on";

        static HttpProxy of(String name, String text) {
            Secrets.learn(name, text);
            try {
                URI uri = new URI(text.contains("://") ? text : "http://" + text);
                if (!"http".equalsIgnoreCase(uri.getScheme())
                        || uri.getHost() == null
                        || uri.getPort() < 1
                        || uri.getPort() > 65535
                        || !uri.getPath().matches("/?")) {
                    throw new UserError(name + WANTED);
                }
                return new HttpProxy(
                        new HttpHost(uri.getHost(), uri.getPort()),
                        Optional.ofNullable(uri.getUserInfo()).map(HttpProxy::login));
            } catch (URISyntaxException notOne) {
                // Not repeated: it may hold a password.
                throw new UserError(name + WANTED);
            }
        }

        private static UsernamePasswordCredentials login(String text) {
            String[] parts = text.split(":", 2);
            String password = parts.length == 1 ? "" : parts[1];
            Secrets.learn(Key.HTTP_PROXY.text() + ".password", password);
            return new UsernamePasswordCredentials(parts[0], password.toCharArray());
        }
    }

    HttpProxies(Settings settings) {
        this(settings, System::getenv);
    }

    HttpProxies(Settings settings, UnaryOperator<String> environment) {
        super(null);
        Optional<String> own = settings.find(Key.HTTP_PROXY);
        Optional<String> http = variable(environment, "HTTP_PROXY");
        // HTTP_PROXY sets http.proxy, as any key is set, and so all requests; beside HTTPS_PROXY, those by http alone.
        boolean isOwn = own.isPresent() && !own.equals(http);
        forHttp = own.or(() -> http).map(text -> HttpProxy.of(Key.HTTP_PROXY.text(), text));
        forHttps = variable(environment, "HTTPS_PROXY")
                .filter(text -> !isOwn)
                .map(text -> HttpProxy.of("HTTPS_PROXY", text))
                .or(() -> own.map(text -> HttpProxy.of(Key.HTTP_PROXY.text(), text)));
        direct = settings.find(Key.HTTP_NO_PROXY)
                .or(() -> variable(environment, "NO_PROXY"))
                .map(text -> Arrays.stream(text.split("[,|\\s]+"))
                        .filter(host -> !host.isEmpty())
                        .map(host -> host.toLowerCase(Locale.ROOT))
                        .toList())
                .orElse(List.of());
    }

    private static Optional<String> variable(UnaryOperator<String> environment, String name) {
        return Stream.of(name, name.toLowerCase(Locale.ROOT))
                .flatMap(each -> Stream.ofNullable(environment.apply(each)))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .findFirst();
    }

    /** The proxy on the way to an address, as {@code host:port}; empty if it is asked directly. */
    Optional<String> onTheWayTo(URI address) {
        return proxy(HttpHost.create(address)).map(proxy -> proxy.host().toHostString());
    }

    /** Whether a login is set for the proxy on the way to an address. */
    boolean hasLogin(URI address) {
        return proxy(HttpHost.create(address)).flatMap(HttpProxy::login).isPresent();
    }

    @Override
    protected HttpHost determineProxy(HttpHost target, HttpContext context) {
        return proxy(target).map(HttpProxy::host).orElse(null);
    }

    /** Their logins, which are shown to them alone. */
    CredentialsStore logins() {
        CredentialsStore logins = new BasicCredentialsProvider();
        Stream.of(forHttp, forHttps).flatMap(Optional::stream).forEach(proxy -> proxy.login()
                .ifPresent(login -> logins.setCredentials(new AuthScope(proxy.host()), login)));
        return logins;
    }

    private Optional<HttpProxy> proxy(HttpHost target) {
        boolean secure = target.getSchemeName().equals("https");
        int port = target.getPort() > 0 ? target.getPort() : secure ? 443 : 80;
        String name = target.getHostName().toLowerCase(Locale.ROOT);
        return (secure ? forHttps : forHttp)
                .filter(proxy -> direct.stream().noneMatch(entry -> isMeant(entry, name, port)));
    }

    /** {@code *}, a host with all below it, an address or a net of addresses; a port at its end if only that is meant. */
    private static boolean isMeant(String entry, String host, int port) {
        String ofPort = ":" + port;
        String wanted = entry.replaceFirst("^\\*?\\.(?=.)", "");
        if (wanted.endsWith(ofPort)) {
            wanted = wanted.substring(0, wanted.length() - ofPort.length());
        }
        wanted = wanted.replaceAll("[\\[\\]]", "");
        return wanted.equals("*")
                || host.equals(wanted)
                || host.endsWith("." + wanted)
                || wanted.indexOf('/') > 0 && isWithin(wanted, host);
    }

    private static boolean isWithin(String net, String host) {
        try {
            if (!host.matches("[\\d.]+|.*:.*")) {
                return false;
            }
            int slash = net.indexOf('/');
            byte[] begin = InetAddress.getByName(net.substring(0, slash)).getAddress();
            byte[] address = InetAddress.getByName(host).getAddress();
            int bits = Integer.parseInt(net.substring(slash + 1));
            boolean within = begin.length == address.length && bits <= 8 * begin.length;
            for (int bit = 0; within && bit < bits; bit++) {
                within = ((begin[bit / 8] ^ address[bit / 8]) & 0x80 >> bit % 8) == 0;
            }
            return within;
        } catch (UnknownHostException | NumberFormatException notOne) {
            return false;
        }
    }

    /** For a person, without logins; empty where there is no proxy. */
    @Override
    public String toString() {
        List<String> ways = Stream.of(forHttps, forHttp)
                .flatMap(Optional::stream)
                .map(proxy -> proxy.host().toHostString() + (proxy.login().isPresent() ? " (with a login)" : ""))
                .distinct()
                .toList();
        return ways.isEmpty()
                ? ""
                : "through proxy " + String.join(" (https), ", ways) + (ways.size() > 1 ? " (http)" : "")
                        + (direct.isEmpty() ? "" : ", except " + String.join(", ", direct));
    }
}
