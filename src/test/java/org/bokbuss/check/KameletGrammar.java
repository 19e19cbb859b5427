package org.bokbuss.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rules of Camel's catalogue of kamelets, and that no parameter is left unused. */
final class KameletGrammar {

    private static final String PREFIX = "camel.apache.org/";
    private static final Map<String, String> TITLES = Map.of("source", "Source", "sink", "Sink", "action", "Action");
    private static final Pattern PARAMETER = Pattern.compile("\\{\\{\\??([\\w-]+)(?::[^{}]*)?\\}\\}");
    private static final Pattern DEPENDENCY = Pattern.compile("camel:[a-z0-9-]+|mvn:[^:\\s]+:[^:\\s]+:[^:\\s]+");

    private final List<String> problems = new ArrayList<>();

    private KameletGrammar() {}

    /** What is wrong with the kamelets of a folder, each problem beginning with the file's name. */
    static List<String> problems(Path folder) throws IOException {
        List<String> problems = new ArrayList<>();
        Map<String, String> said = new HashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(it -> it.toString().endsWith(".kamelet.yaml"))
                    .sorted()
                    .toList()) {
                KameletGrammar grammar = new KameletGrammar();
                YamlFile yaml = YamlFile.read(file, () -> Files.newInputStream(file));
                yaml.findings().forEach(finding -> grammar.problems.add(finding.message()));
                String fileName = file.getFileName().toString();
                yaml.root().ifPresent(root -> {
                    grammar.kamelet(fileName, root);
                    for (String key : List.of("title", "description")) {
                        grammar.text(root, "spec", "definition", key).ifPresent(text -> {
                            String other = said.putIfAbsent(text, fileName);
                            grammar.rule(other == null, "has the same " + key + " as " + other);
                        });
                    }
                });
                grammar.problems.forEach(problem -> problems.add(fileName + ": " + problem));
            }
        }
        return problems;
    }

    private void kamelet(String fileName, YamlNode root) {
        String name = text(root, "metadata", "name").orElse("");
        rule(fileName.equals(name + ".kamelet.yaml"), "metadata.name is '" + name + "'");
        String type = text(root, "metadata", "labels", PREFIX + "kamelet.type").orElse("");
        rule(TITLES.containsKey(type), "label kamelet.type is '" + type + "'");
        rule(name.endsWith("-" + type), "the name does not end with -" + type);
        rule(text(root, "metadata", "annotations", PREFIX + "provider").isPresent(), "has no provider");
        rule(
                text(root, "metadata", "annotations", PREFIX + "kamelet.icon")
                        .filter(icon -> icon.startsWith("data:"))
                        .isPresent(),
                "has no icon");
        rule(
                text(root, "metadata", "annotations", PREFIX + "catalog.version")
                        .filter("4.18.0"::equals)
                        .isPresent(),
                "catalog.version is not 4.18.0");
        rule(
                text(root, "spec", "definition", "type")
                        .filter("object"::equals)
                        .isPresent(),
                "definition.type is not object");
        String title = text(root, "spec", "definition", "title").orElse("");
        rule(title.endsWith(" " + TITLES.getOrDefault(type, "?")), "title '" + title + "' does not end with its type");
        rule(text(root, "spec", "definition", "description").isPresent(), "has no description");
        Set<String> declared = properties(root);
        required(root, declared);
        template(root, type, declared);
        node(root, "spec", "dependencies")
                .map(YamlNode::items)
                .orElse(List.of())
                .forEach(dependency -> {
                    String text = dependency.text().orElse("");
                    rule(DEPENDENCY.matcher(text).matches(), "dependency '" + text + "' is neither camel: nor mvn:");
                });
    }

    private Set<String> properties(YamlNode root) {
        Set<String> names = new TreeSet<>();
        for (YamlNode.Entry property : node(root, "spec", "definition", "properties")
                .map(YamlNode::entries)
                .orElse(List.of())) {
            String name = property.key();
            names.add(name);
            for (String key : List.of("title", "description", "type")) {
                rule(property.value().text(key).isPresent(), "property " + name + " has no " + key);
            }
            property.value().text("title").ifPresent(title -> {
                boolean capitals = Stream.of(title.split(" ")).allMatch(word -> !Character.isLowerCase(word.charAt(0)));
                rule(capitals, "title '" + title + "' of " + name + " is not in capitals");
                rule(
                        !title.matches("(?i)(the|an?) .*"),
                        "title '" + title + "' of " + name + " begins with an article");
            });
            boolean secret =
                    property.value().text("format").filter("password"::equals).isPresent();
            boolean marked = property.value().get("x-descriptors").map(YamlNode::items).orElse(List.of()).stream()
                    .anyMatch(item -> item.text()
                            .filter("urn:camel:group:credentials"::equals)
                            .isPresent());
            rule(!secret || marked, "property " + name + " is a password and not in the group of credentials");
        }
        return names;
    }

    private void required(YamlNode root, Set<String> declared) {
        List<String> required =
                node(root, "spec", "definition", "required").map(YamlNode::items).orElse(List.of()).stream()
                        .map(item -> item.text().orElse(""))
                        .toList();
        required.stream()
                .filter(name -> !declared.contains(name))
                .forEach(name -> problems.add("requires '" + name + "', which it does not declare"));
        rule(Set.copyOf(required).size() == required.size(), "requires a property twice");
    }

    private void template(YamlNode root, String type, Set<String> declared) {
        List<String> texts = new ArrayList<>();
        Set<String> beans = node(root, "spec", "template", "beans").map(YamlNode::items).orElse(List.of()).stream()
                .flatMap(bean -> bean.text("name").stream())
                .collect(Collectors.toSet());
        node(root, "spec", "template").ifPresent(template -> collect(template, texts));
        String end = type.equals("source") ? "kamelet:sink" : "kamelet:source";
        rule(texts.contains(end), "the template does not mention " + end);
        Set<String> used = new TreeSet<>();
        for (String text : texts) {
            Matcher matcher = PARAMETER.matcher(text);
            while (matcher.find()) {
                used.add(matcher.group(1));
            }
        }
        used.stream()
                .filter(name -> !declared.contains(name) && !beans.contains(name))
                .forEach(name -> problems.add("the template uses {{" + name + "}}, which is not declared"));
        declared.stream()
                .filter(name -> !used.contains(name))
                .forEach(name -> problems.add("the template does not use {{" + name + "}}"));
    }

    private static void collect(YamlNode node, List<String> texts) {
        node.text().ifPresent(texts::add);
        node.items().forEach(item -> collect(item, texts));
        node.entries().forEach(entry -> collect(entry.value(), texts));
    }

    private void rule(boolean kept, String problem) {
        if (!kept) {
            problems.add(problem);
        }
    }

    private Optional<YamlNode> node(YamlNode root, String... keys) {
        Optional<YamlNode> node = Optional.of(root);
        for (String key : keys) {
            node = node.flatMap(it -> it.get(key));
        }
        return node;
    }

    private Optional<String> text(YamlNode root, String... keys) {
        return node(root, keys).flatMap(YamlNode::text).filter(text -> !text.isBlank());
    }
}
