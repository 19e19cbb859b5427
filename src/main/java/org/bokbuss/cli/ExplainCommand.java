package org.bokbuss.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.bokbuss.check.PipelineRoute;
import org.bokbuss.config.Secrets;
import org.bokbuss.fetch.Network;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code explain}: what a pipeline would do. */
@Command(
        name = "explain",
        description = "Prints a pipeline's resolved plan and its first request; contacts nobody.",
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    @Mixin
    private Options options;

    @Parameters(paramLabel = "PIPELINE")
    private String pipeline;

    @Override
    public Integer call() {
        try (CamelRunner camel = new CamelRunner(options, false).start()) {
            camel.requireAll(List.of(pipeline));
            camel.checked().pipelines().stream()
                    .filter(route -> route.pipeline().equals(pipeline))
                    .forEach(ExplainCommand::route);
            System.out.println(camel.pipeline(pipeline).explain());
            System.out.println("network:       " + Network.of(options.settings()));
            return ExitCode.COMPLETE.number();
        }
    }

    private static void route(PipelineRoute route) {
        System.out.println("route:         " + route.routeId().orElse("(unnamed)") + " in " + route.file() + ":"
                + route.line() + (route.isSwitchedOn() ? "" : ", switched off"));
        route.sinks()
                .forEach(sink -> System.out.println("sink:          " + sink.name() + " " + values(sink.parameters())));
    }

    /** Placeholders as they are written, for they tell no secret. */
    private static String shown(String name, String value) {
        return Secrets.isSecret(name) && !value.startsWith("{{") ? "***" : value;
    }

    private static String values(java.util.Map<String, org.bokbuss.check.KameletUse.Value> parameters) {
        return parameters.entrySet().stream()
                .map(each -> each.getKey() + "="
                        + shown(each.getKey(), each.getValue().text().orElse("")))
                .collect(java.util.stream.Collectors.joining(" "));
    }
}
