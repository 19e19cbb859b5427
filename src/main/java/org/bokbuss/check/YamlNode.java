package org.bokbuss.check;

import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A piece of a YAML document that remembers its line. */
public record YamlNode(Node node) {

    /** A key of a map with its value; the line is the key's. */
    public record Entry(String key, int line, YamlNode value) {}

    public int line() {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }

    public boolean isMap() {
        return node instanceof MappingNode;
    }

    public boolean isList() {
        return node instanceof SequenceNode;
    }

    public boolean isScalar() {
        return node instanceof ScalarNode;
    }

    /** A key with nothing after it, {@code null} or {@code ~}. */
    public boolean isNull() {
        return Tag.NULL.equals(node.getTag());
    }

    /** A scalar as it is written, without its quotes. */
    public Optional<String> text() {
        return node instanceof ScalarNode scalar && !isNull() ? Optional.of(scalar.getValue()) : Optional.empty();
    }

    /** The entries of a map, none of anything else. */
    public List<Entry> entries() {
        if (!(node instanceof MappingNode map)) {
            return List.of();
        }
        return map.getValue().stream()
                .map(tuple -> {
                    YamlNode key = new YamlNode(tuple.getKeyNode());
                    return new Entry(key.text().orElse(""), key.line(), new YamlNode(tuple.getValueNode()));
                })
                .toList();
    }

    /** The items of a list, none of anything else. */
    public List<YamlNode> items() {
        return node instanceof SequenceNode list
                ? list.getValue().stream().map(YamlNode::new).toList()
                : List.of();
    }

    /** The value of a key; of the last one where it is repeated, as Camel takes it. */
    public Optional<YamlNode> get(String key) {
        return entries().stream()
                .filter(entry -> entry.key().equals(key))
                .map(Entry::value)
                .reduce((first, last) -> last);
    }

    /** The scalar under a key. */
    public Optional<String> text(String key) {
        return get(key).flatMap(YamlNode::text);
    }
}
