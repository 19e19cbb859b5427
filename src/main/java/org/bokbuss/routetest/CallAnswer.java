package org.bokbuss.routetest;

import java.util.Map;

/**
 * What a step that calls another system is answered with in a test.
 *
 * @param to the address it calls, without parameters
 * @param body null where the message keeps its own
 */
public record CallAnswer(String to, Map<String, String> headers, byte[] body) {}
