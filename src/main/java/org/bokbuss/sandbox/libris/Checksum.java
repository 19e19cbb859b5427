package org.bokbuss.sandbox.libris;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Set;

/** What an ETag is made of: a sum over the content, whatever the order of lists, and without when it was written. */
final class Checksum {
    private static final Set<String> IGNORED = Set.of("created", "modified", "recordStatus");
    private static final ObjectMapper JSON = new ObjectMapper();

    private Checksum() {}

    static String of(Object graph) {
        return Long.toString(sum(JSON.valueToTree(graph)) >> 20);
    }

    private static long sum(JsonNode node) {
        var sum = 0L;
        if (node.isObject()) {
            for (var field : node.properties()) {
                if (!IGNORED.contains(field.getKey())) {
                    sum += mixed(field.getKey().hashCode() * 31L + sum(field.getValue()));
                }
            }
        } else if (node.isArray()) {
            for (var element : node) {
                sum += mixed(sum(element));
            }
        } else {
            sum = node.toString().hashCode();
        }
        return sum;
    }

    /** So that nothing is made up for by something else. */
    private static long mixed(long number) {
        var z = (number + 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 29)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 32);
    }
}
