package org.bokbuss.check;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bokbuss.config.Finding;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ParserException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A YAML file of one document.
 *
 * @param root what it holds, if it could be read
 * @param findings what is wrong with it as YAML
 */
public record YamlFile(Path file, Optional<YamlNode> root, List<Finding> findings) {

    /** Where the bytes come from: a file, or a resource of a jar. */
    @FunctionalInterface
    public interface Source {
        InputStream open() throws IOException;
    }

    public static YamlFile read(Path file, Source source) {
        List<YamlNode> documents = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        try (InputStream in = source.open()) {
            // All at once, so that trouble with the disk is not taken for trouble with the text.
            InputStream bytes = new ByteArrayInputStream(in.readAllBytes());
            LoadSettings settings =
                    LoadSettings.builder().setLabel(file.toString()).build();
            for (Node node : new Compose(settings).composeAllFromInputStream(bytes)) {
                documents.add(new YamlNode(node));
            }
        } catch (MarkedYamlEngineException e) {
            findings.add(syntax(file, e));
        } catch (YamlEngineException e) {
            findings.add(Finding.error(
                    file, 0, "holds characters that YAML does not allow: save it as plain text in UTF-8"));
        } catch (IOException e) {
            findings.add(Finding.error(file, 0, "cannot be read: check that it is a file and its permissions"));
        }
        if (findings.isEmpty() && (documents.isEmpty() || documents.get(0).isNull())) {
            findings.add(Finding.error(file, 0, "the file is empty: write what it should hold or take it away"));
            documents.clear();
        }
        if (documents.size() > 1) {
            findings.add(Finding.error(
                    file,
                    documents.get(1).line(),
                    "a second YAML document begins here, and Camel reads one a file: move it to a file of its own"));
        }
        Optional<YamlNode> root = documents.stream().findFirst();
        root.ifPresent(node -> repeatedKeys(file, node, findings, Collections.newSetFromMap(new IdentityHashMap<>())));
        return new YamlFile(file, root, List.copyOf(findings));
    }

    /** The parser's complaint in a sentence, at the place where it gave up. */
    static Finding syntax(Path file, MarkedYamlEngineException e) {
        Optional<Mark> place = e.getProblemMark().or(e::getContextMark);
        int line = place.map(mark -> mark.getLine() + 1).orElse(0);
        StringBuilder message = new StringBuilder("not YAML");
        place.ifPresent(mark -> message.append(" at column ").append(mark.getColumn() + 1));
        message.append(": ").append(e.getProblem() == null ? e.getContext() : e.getProblem());
        e.getContextMark()
                .filter(mark -> e.getContext() != null && mark.getLine() + 1 != line)
                .ifPresent(mark -> message.append(" ")
                        .append(e.getContext())
                        .append(" that begins on line ")
                        .append(mark.getLine() + 1));
        if (e instanceof ParserException) {
            message.append("; check the indentation");
        }
        return Finding.error(file, line, message.toString().replaceAll("\\s+", " "));
    }

    /** Camel takes the last of two equal keys without a word. */
    private static void repeatedKeys(Path file, YamlNode node, List<Finding> findings, Set<Node> seen) {
        if (!seen.add(node.node())) {
            return;
        }
        Map<String, Integer> lines = new HashMap<>();
        for (YamlNode.Entry entry : node.entries()) {
            Integer first = lines.putIfAbsent(entry.key(), entry.line());
            if (first != null) {
                findings.add(Finding.error(
                        file,
                        entry.line(),
                        "'" + entry.key() + "' is here a second time (first on line " + first + "): keep one of them"));
            }
            repeatedKeys(file, entry.value(), findings, seen);
        }
        node.items().forEach(item -> repeatedKeys(file, item, findings, seen));
    }
}
