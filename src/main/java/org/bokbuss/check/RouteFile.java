package org.bokbuss.check;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.util.URISupport;
import org.bokbuss.config.Finding;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads one file of Camel's YAML routes, and only what Bokbuss has something to say about. */
final class RouteFile {

    /** A scalar that may hold placeholders; {@code open} are those that a route template fills. */
    record Text(Path file, int line, String text, Set<String> open) {}

    // A question mark inside a placeholder ({{?key}}) does not begin the parameters.
    private static final Pattern KAMELET_URI = Pattern.compile(
            "^kamelet:(?://)?((?:\\{\\{[^}]*+(?:\\}(?!\\})[^}]*+)*+\\}\\}|[^?{/]++|\\{(?!\\{))*+)(?:/([^?]*))?(?:\\?(.*))?",
            Pattern.DOTALL);
    private static final Pattern RAW = Pattern.compile("RAW\\((.*)\\)|RAW\\{(.*)\\}", Pattern.DOTALL);
    private static final Set<String> STEPS_WITH_ADDRESS = Set.of("from", "to", "toD", "wireTap", "poll");
    // Inside a kamelet's own template these are its two ends, not kamelets.
    private static final Set<String> ENDS = Set.of("source", "sink");

    private final Path file;
    private final List<RouteText> routes = new ArrayList<>();
    private final List<KameletUse> uses = new ArrayList<>();
    private final List<Text> texts = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    // The nodes around the one being read: an alias may lead back to one of them.
    private final Set<Node> around = Collections.newSetFromMap(new IdentityHashMap<>());

    RouteFile(Path file) {
        this.file = file;
    }

    static RouteFile read(Path path) {
        RouteFile file = new RouteFile(path);
        YamlFile yaml = YamlFile.read(path, () -> Files.newInputStream(path));
        file.findings.addAll(yaml.findings());
        yaml.root().ifPresent(file::root);
        return file;
    }

    List<RouteText> routes() {
        return routes;
    }

    List<KameletUse> uses() {
        return uses;
    }

    List<Text> texts() {
        return texts;
    }

    List<Finding> findings() {
        return findings;
    }

    private void root(YamlNode root) {
        if (!root.isList()) {
            // Camel starts without a word and without a route.
            findings.add(Finding.error(
                    file,
                    root.line(),
                    "the file must be a list: begin each route with '- route:' and indent what is in it"));
        }
        for (YamlNode item : root.items()) {
            for (YamlNode.Entry entry : item.entries()) {
                switch (entry.key()) {
                    case "route" -> route(entry.line(), entry.value());
                    case "from" -> route(entry.line(), item);
                    case "routeTemplate" -> walk("", entry.value(), filledBy(entry.value()));
                    default -> walk(entry.key(), entry.value(), Set.of());
                }
            }
        }
    }

    private void route(int line, YamlNode route) {
        int before = uses.size();
        walk("", route, Set.of());
        List<KameletUse> here = uses.subList(before, uses.size());
        if (route.get("from").isEmpty()) {
            findings.add(Finding.error(file, line, "the route has no 'from': say where its messages come from"));
        }
        List<RouteStep> path = new ArrayList<>();
        route.get("from").ifPresent(from -> path(from, List.of(), path));
        route(
                line,
                route.text("id").or(() -> route.get("from").flatMap(from -> from.text("id"))),
                route.get("from").flatMap(from -> from.text("uri").or(from::text)),
                here,
                path,
                route.text("autoStartup"));
    }

    /** Adds a route with the kamelets that it uses. */
    void route(
            int line,
            Optional<String> id,
            Optional<String> begin,
            List<KameletUse> here,
            List<RouteStep> path,
            Optional<String> autoStartup) {
        routes.add(new RouteText(
                file,
                line,
                id,
                begin,
                here.stream()
                        .filter(use -> use.place() == KameletUse.Place.FROM)
                        .findFirst(),
                here.stream()
                        .filter(use -> use.place() != KameletUse.Place.FROM)
                        .toList(),
                path,
                autoStartup));
    }

    /** All steps in this node, however deep. */
    private void path(YamlNode node, List<String> within, List<RouteStep> path) {
        if (!around.add(node.node())) {
            return;
        }
        node.items().forEach(item -> path(item, within, path));
        for (YamlNode.Entry entry : node.entries()) {
            if (entry.key().equals("steps")) {
                entry.value().items().stream()
                        .flatMap(step -> step.entries().stream())
                        .forEach(step -> {
                            path.add(step(step, within));
                            path(step.value(), with(within, step.key()), path);
                        });
            } else {
                path(entry.value(), with(within, entry.key()), path);
            }
        }
        around.remove(node.node());
    }

    private RouteStep step(YamlNode.Entry step, List<String> within) {
        Optional<String> uri = step.value().text("uri");
        if (STEPS_WITH_ADDRESS.contains(step.key())) {
            uri = uri.or(step.value()::text);
        } else if (step.key().equals("kamelet")) {
            uri = step.value().text().or(() -> step.value().text("name")).map(name -> "kamelet:" + name);
        }
        String given = step.value().get("parameters").map(YamlNode::entries).stream()
                .flatMap(List::stream)
                .map(entry -> entry.key() + "=" + entry.value().text().orElse(""))
                .collect(Collectors.joining("&"));
        return new RouteStep(
                file,
                step.line(),
                step.key(),
                uri.map(text -> given.isEmpty() ? text : text + (text.contains("?") ? "&" : "?") + given),
                languages(step.value()),
                within);
    }

    /** Of the step's own expressions; in a choice the first one alone meets every record. */
    private static Set<String> languages(YamlNode step) {
        Set<String> languages = new TreeSet<>();
        Stream.of(
                        Stream.of(step),
                        step.get("expression").stream(),
                        step.get("when").stream()
                                .flatMap(when -> when.items().stream().limit(1)),
                        Stream.of("headers", "variables")
                                .flatMap(list -> step.get(list).stream())
                                .flatMap(list -> list.items().stream()))
                .flatMap(Function.identity())
                .flatMap(node -> node.entries().stream())
                .filter(entry -> entry.value().get("source").isEmpty())
                .forEach(entry -> languages.add(entry.key()));
        return languages;
    }

    private static List<String> with(List<String> within, String step) {
        return Stream.concat(within.stream(), Stream.of(step)).toList();
    }

    /** The names that a route template may use as placeholders: its parameters and its beans. */
    private static Set<String> filledBy(YamlNode template) {
        Set<String> names = new HashSet<>();
        for (String list : List.of("parameters", "beans")) {
            template.get(list).map(YamlNode::items).stream()
                    .flatMap(List::stream)
                    .forEach(item -> item.text("name").ifPresent(names::add));
        }
        return names;
    }

    private void walk(String key, YamlNode node, Set<String> open) {
        if (!around.add(node.node())) {
            return;
        }
        node.text().ifPresent(text -> {
            texts.add(new Text(file, node.line(), text, open));
            if (STEPS_WITH_ADDRESS.contains(key)) {
                use(key, node, Optional.empty(), open);
            } else if (key.equals("kamelet")) {
                use(key, node.line(), "kamelet:" + text, Optional.empty(), open);
            }
        });
        node.get("uri").ifPresent(uri -> use(key, uri, node.get("parameters"), open));
        if (key.equals("kamelet")) {
            node.get("name")
                    .flatMap(YamlNode::text)
                    .ifPresent(name -> use(
                            key,
                            node.get("name").orElse(node).line(),
                            "kamelet:" + name,
                            node.get("parameters"),
                            open));
        }
        node.entries().forEach(entry -> walk(entry.key(), entry.value(), open));
        node.items().forEach(item -> walk("", item, open));
        around.remove(node.node());
    }

    private void use(String key, YamlNode uri, Optional<YamlNode> parameters, Set<String> open) {
        uri.text()
                .filter(text -> text.startsWith("kamelet:"))
                .ifPresent(text -> use(key, uri.line(), text, parameters, open));
    }

    /** Notes the kamelet that an address names, if it names one. */
    void use(String key, int line, String uri, Optional<YamlNode> parameters, Set<String> open) {
        Matcher matcher = KAMELET_URI.matcher(uri);
        if (!matcher.matches()) {
            return;
        }
        String name = matcher.group(1);
        // An address made up while running (toD) or a pattern (interceptFrom) names no kamelet yet.
        if (ENDS.contains(name) || name.contains("${") || name.contains("*")) {
            return;
        }
        Map<String, KameletUse.Value> values = new LinkedHashMap<>();
        Optional.ofNullable(matcher.group(3)).ifPresent(query -> query(line, query, values));
        parameters.map(YamlNode::entries).stream()
                .flatMap(List::stream)
                .forEach(entry -> values.put(
                        entry.key(),
                        new KameletUse.Value(entry.value().text().map(RouteFile::unwrapped), entry.line())));
        KameletUse.Place place =
                switch (key) {
                    case "from" -> KameletUse.Place.FROM;
                    case "to", "toD", "kamelet" -> KameletUse.Place.TO;
                    case "wireTap" -> KameletUse.Place.TAP;
                    default -> KameletUse.Place.OTHER;
                };
        uses.add(new KameletUse(file, line, name, place, Optional.ofNullable(matcher.group(2)), values, open));
    }

    private void query(int line, String query, Map<String, KameletUse.Value> values) {
        try {
            URISupport.parseQuery(query, false, true)
                    .forEach((name, value) ->
                            values.put(name, new KameletUse.Value(Optional.of(unwrapped(value.toString())), line)));
        } catch (URISyntaxException e) {
            findings.add(
                    Finding.error(
                            file,
                            line,
                            "the parameters after '?' cannot be read: write them as name=value with & between, or as 'parameters:'"));
        }
    }

    /** RAW(...) keeps Camel from decoding a value, and is no part of it. */
    private static String unwrapped(String value) {
        Matcher raw = RAW.matcher(value);
        if (!raw.matches()) {
            return value;
        }
        return raw.group(1) != null ? raw.group(1) : raw.group(2);
    }
}
