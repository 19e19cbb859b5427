import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.Node;
import org.opensearch.transport.Netty4Plugin;

/** One node of OpenSearch on loopback: its folder and its port for HTTP are the arguments. Run from source, by java itself. */
final class OpenSearchNode extends Node {
    private OpenSearchNode(Environment environment) {
        super(environment, List.of(Netty4Plugin.class), false);
    }

    public static void main(String... arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        for (String needed : List.of("config", "modules", "plugins")) {
            Files.createDirectories(folder.resolve(needed));
        }
        Settings settings = Settings.builder()
                .put("path.home", folder)
                .put("network.host", "127.0.0.1")
                .put("http.port", arguments[1])
                .put("transport.port", "0")
                .put("discovery.type", "single-node")
                .put("transport.type", "netty4")
                .put("http.type", "netty4")
                .put("cluster.routing.allocation.disk.threshold_enabled", false)
                .build();
        new OpenSearchNode(new Environment(settings, folder.resolve("config"))).start();
        Thread.currentThread().join();
    }
}
