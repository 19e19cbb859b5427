package org.bokbuss.check;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.component.kamelet.KameletEndpointUriFactory;
import org.bokbuss.config.Finding;
import org.bokbuss.config.Suggestion;

/** The parameters that a route gives a kamelet, held against its definition: Camel itself takes any. */
final class ParameterCheck {

    /** What every kamelet's address takes beside the kamelet's own parameters: {@code bridgeErrorHandler} and so on. */
    static final Set<String> CAMELS_OWN = new KameletEndpointUriFactory().propertyNames();

    /** A placeholder for a secret, strayed into a parameter that is none. */
    private static final Pattern SECRET = Pattern.compile("(?i)\\{\\{[^{}]*(secret|password|token)");

    /** What the harvest takes for a name: it becomes the name of files too. */
    private static final Pattern PIPELINE_NAME = Pattern.compile("\\p{Alnum}[\\p{Alnum}._-]{0,99}");

    private final Function<String, Optional<String>> properties;
    private final Placeholders placeholders;

    ParameterCheck(Function<String, Optional<String>> properties) {
        this.properties = properties;
        this.placeholders = new Placeholders(properties);
    }

    List<Finding> check(KameletUse use, Kamelet kamelet) {
        List<Finding> findings = new ArrayList<>();
        use.parameters().forEach((name, value) -> {
            Kamelet.Property property = kamelet.properties().get(name);
            if (property != null) {
                problem(use, kamelet, name, property, value)
                        .ifPresent(message -> findings.add(Finding.error(use.file(), value.line(), message)));
            } else if (!CAMELS_OWN.contains(name)) {
                findings.add(Finding.error(use.file(), value.line(), unknown(kamelet, name)));
            }
        });
        needed(use, kamelet)
                .filter(name -> !use.parameters().containsKey(name) && !isSetElsewhere(use, kamelet, name))
                .forEach(name -> findings.add(Finding.error(use.file(), use.line(), lacking(kamelet, name))));
        return findings;
    }

    static String unknown(Kamelet kamelet, String name) {
        Set<String> known = kamelet.properties().keySet();
        String hint = Suggestion.to(name, known)
                .map(near -> "did you mean '" + near + "'?")
                .orElse(known.isEmpty() ? "it takes none" : "it takes " + String.join(", ", known));
        return "unknown parameter '" + name + "' of " + kamelet.name() + "; " + hint;
    }

    private static String lacking(Kamelet kamelet, String name) {
        return kamelet.name() + " lacks its parameter '" + name + "': add '" + name + ": ...' to its parameters";
    }

    private static Stream<String> needed(KameletUse use, Kamelet kamelet) {
        Set<String> names = new LinkedHashSet<>(kamelet.required());
        if (use.place() == KameletUse.Place.FROM && kamelet.properties().containsKey(RouteCheck.PIPELINE)) {
            names.add(RouteCheck.PIPELINE);
        }
        return names.stream().filter(name -> !hasDefault(kamelet, name));
    }

    private static boolean hasDefault(Kamelet kamelet, String name) {
        return Optional.ofNullable(kamelet.properties().get(name))
                .flatMap(Kamelet.Property::defaultValue)
                .isPresent();
    }

    /** Camel also takes a kamelet's parameters from {@code camel.kamelet.NAME.PARAMETER}, for all uses or for one. */
    private boolean isSetElsewhere(KameletUse use, Kamelet kamelet, String name) {
        String prefix = org.apache.camel.component.kamelet.Kamelet.PROPERTIES_PREFIX + kamelet.name() + ".";
        return properties.apply(prefix + name).isPresent()
                || use.routeId()
                        .flatMap(id -> properties.apply(prefix + id + "." + name))
                        .isPresent();
    }

    private Optional<String> problem(
            KameletUse use, Kamelet kamelet, String name, Kamelet.Property property, KameletUse.Value value) {
        String subject = "'" + name + "' of " + kamelet.name();
        if (value.text().isEmpty()) {
            return Optional.of(subject + " has no value: write one after the colon, or take the line away");
        }
        String written = value.text().get();
        Optional<String> resolved = placeholders.resolve(written, use.open()).text();
        // An expression, or a bean of the registry, has its value only when Camel runs.
        if (resolved.isEmpty()
                || resolved.get().contains("${")
                || resolved.get().startsWith("#")) {
            return Optional.empty();
        }
        String text = resolved.get();
        boolean needed = needed(use, kamelet).anyMatch(name::equals);
        if (text.isBlank()) {
            if (property.kind() == ValueKind.CRON) {
                return Optional.of(subject + " has no value: write one after the colon, or take the line away");
            }
            return needed ? Optional.of(subject + " has no value: write one after the colon") : Optional.empty();
        }
        String shown = property.secret() || SECRET.matcher(written).find() ? "***" : text;
        String is = subject + " is '" + shown + "'" + (written.contains("{{") ? " (from " + written + ")" : "") + ", ";
        if (!property.allowed().isEmpty() && !property.allowed().contains(text)) {
            return Optional.of(is + "not one of " + String.join(", ", property.allowed())
                    + Suggestion.suggestion(text, property.allowed()));
        }
        return property.kind().unmetBy(text).map(wanted -> is + "not " + wanted).or(() -> property.pattern()
                .filter(pattern -> !pattern.matcher(text).find())
                .map(pattern -> is + "which does not fit the pattern " + pattern)
                .or(() -> use.place() == KameletUse.Place.FROM
                                && name.equals(RouteCheck.PIPELINE)
                                && !PIPELINE_NAME.matcher(text).matches()
                        ? Optional.of(is + "which is no name of a pipeline: a name has letters, digits, '.', '_' and"
                                + " '-', and begins with a letter or digit")
                        : Optional.empty()));
    }
}
