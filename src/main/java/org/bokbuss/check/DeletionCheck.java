package org.bokbuss.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.bokbuss.config.Finding;

/** Whether the steps of a pipeline can take a deleted record, which has no body. */
final class DeletionCheck {

    /** Languages that want a document where the body is. */
    private static final Set<String> LANGUAGES = Set.of("jq", "jsonpath", "xpath", "xquery", "xtokenize");

    /** Steps that do, and components. */
    private static final Set<String> STEPS = Set.of("marshal", "unmarshal");

    private static final Set<String> COMPONENTS =
            Set.of("jolt", "json-validator", "jslt", "schematron", "validator", "xj", "xquery", "xslt", "xslt-saxon");

    /** Steps that let some records through only. */
    static final Set<String> CHOOSING = Set.of("choice", "filter");

    private final Function<KameletUse, Function<String, Optional<String>>> parameters;

    /** @param parameters what a use of a kamelet gives for a parameter, placeholders filled in */
    DeletionCheck(Function<KameletUse, Function<String, Optional<String>>> parameters) {
        this.parameters = parameters;
    }

    List<Finding> check(PipelineRoute route, List<RouteStep> path) {
        List<Finding> findings = new ArrayList<>();
        if (!bringsEmptyBodies(route.source())) {
            return findings;
        }
        for (RouteStep step : path) {
            boolean chosen = step.within().stream().anyMatch(CHOOSING::contains);
            if (step.name().equals("stop") && chosen) {
                // What comes after it are the others.
                break;
            }
            reads(step)
                    .filter(what -> !chosen)
                    .ifPresent(what -> findings.add(Finding.warning(
                            step.file(),
                            step.line(),
                            what
                                    + " reads the body, and a deleted record has none: put it into a choice or a filter, such as"
                                    + " ${header.CamelCloudEventType} == 'bokbuss.record.changed'")));
        }
        return findings;
    }

    private static Optional<String> reads(RouteStep step) {
        if (STEPS.contains(step.name())) {
            return Optional.of(step.name());
        }
        return COMPONENTS.contains(step.scheme())
                ? Optional.of(step.scheme())
                : step.languages().stream()
                        .filter(LANGUAGES::contains)
                        .findFirst()
                        .map(language -> language + " in " + step.name());
    }

    private boolean bringsEmptyBodies(KameletUse source) {
        Function<String, Optional<String>> given = parameters.apply(source);
        return !SinkCheck.WITHOUT_DELETIONS.contains(source.name())
                // A title that is no longer sold comes whole.
                && !source.name().equals("boknett-inventory-source")
                && !given.apply("withDeletedData").filter("true"::equals).isPresent()
                && !given.apply("deleted")
                        .filter(text -> text.matches("ignore|export"))
                        .isPresent();
    }
}
