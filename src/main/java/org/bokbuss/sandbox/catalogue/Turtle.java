package org.bokbuss.sandbox.catalogue;

import java.util.List;
import java.util.Map;

/** A JSON-LD graph as Libris writes Turtle: without prefixes, one subject after the other. */
public final class Turtle {
    private final StringBuilder out;

    private Turtle(StringBuilder out) {
        this.out = out;
    }

    public static void write(List<Object> graph, StringBuilder out) {
        var turtle = new Turtle(out);
        for (var subject : graph) {
            out.append("\n<").append(((Map<?, ?>) subject).get("@id")).append(">");
            turtle.properties((Map<?, ?>) subject, "\n  ");
            out.append(" .\n");
        }
    }

    private void properties(Map<?, ?> node, String indent) {
        var separator = " ";
        for (var property : node.entrySet()) {
            if (property.getKey().equals("@id")) {
                continue;
            }
            out.append(separator);
            separator = " ;" + indent;
            if (property.getKey().equals("@type")) {
                out.append("a :").append(property.getValue());
            } else {
                out.append(':').append(property.getKey()).append(' ');
                value(property.getValue(), indent);
            }
        }
    }

    private void value(Object value, String indent) {
        if (value instanceof List<?> list) {
            for (var i = 0; i < list.size(); i++) {
                out.append(i == 0 ? "" : " , ");
                value(list.get(i), indent);
            }
        } else if (value instanceof Map<?, ?> node && node.size() == 1 && node.containsKey("@id")) {
            out.append('<').append(node.get("@id")).append('>');
        } else if (value instanceof Map<?, ?> node) {
            out.append('[');
            properties(node, indent + "    ");
            out.append(" ]");
        } else {
            out.append('"')
                    .append(value.toString().replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
        }
    }
}
