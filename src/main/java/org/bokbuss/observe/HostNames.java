package org.bokbuss.observe;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;

/**
 * The names under which the port may be asked. A web page elsewhere can have its own name lead to this machine (DNS
 * rebinding), and would read the answers: a browser then sends that name.
 */
final class HostNames {
    private static final Pattern ADDRESS = Pattern.compile("^(?:\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-f.]*:[0-9a-f:.]*)");

    private final boolean thisMachineAlone;
    private final Set<String> allowed;

    HostNames(Settings settings) {
        String host = settings.text(Key.HTTP_HOST);
        this.thisMachineAlone = isLoopback(host);
        this.allowed = Arrays.stream(
                        (host + "," + settings.find(Key.HTTP_ALLOWED_HOSTS).orElse("")).split(","))
                .map(String::strip)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    void require(RoutingContext visit) {
        if (visit.request().headers().getAll(HttpHeaders.HOST).stream().allMatch(this::mayBeAsked)) {
            visit.next();
        } else {
            visit.response()
                    .setStatusCode(421)
                    .end("This name is not among those of this port: see http.allowed-hosts.\n");
        }
    }

    /** @param authority a name or address, with or without port */
    boolean mayBeAsked(String authority) {
        String name = authority
                .strip()
                .toLowerCase(Locale.ROOT)
                .replaceFirst("^\\[(.*)\\](:\\d*)?$|^([^:]*):\\d*$", "$1$3")
                .replaceFirst("\\.$", "");
        return allowed.contains(name)
                || name.equals("localhost")
                || ADDRESS.matcher(name).matches() && (!thisMachineAlone || isLoopback(name));
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}
