package org.bokbuss.holdings;

import com.fasterxml.jackson.databind.JsonNode;

final class Difference {
    private Difference() {}

    static String between(JsonNode before, JsonNode after) {
        return "- " + before + "\n+ " + after;
    }
}
