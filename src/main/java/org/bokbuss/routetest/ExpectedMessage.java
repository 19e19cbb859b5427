package org.bokbuss.routetest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bokbuss.deliver.CloudEvent;

/**
 * A message that is to come out of a route: what it says of the message is compared, the rest may be as it will.
 *
 * @param line where it stands
 * @param to the address without parameters
 * @param headers the value of each, nothing for a header that must not be there
 * @param body what is said of the body; empty where nothing is
 */
public record ExpectedMessage(
        int line,
        String to,
        Map<String, String> parameters,
        Map<String, Optional<String>> headers,
        List<BodyCheck> body) {

    /** How the message differs, a sentence or a few lines each; empty where it is as expected. */
    List<String> differences(SentMessage sent) {
        List<String> differences = new ArrayList<>();
        parameters.forEach((name, value) -> compare(
                differences,
                "parameter " + name,
                Optional.of(value),
                sent.parameters().get(name)));
        headers.forEach((name, value) ->
                compare(differences, name, value, sent.headers().get(name)));
        body.forEach(check -> differences.addAll(check.differences(sent)));
        return differences;
    }

    /** A message of which nothing has been said yet. */
    static ExpectedMessage of(SentMessage sent) {
        Map<String, Optional<String>> headers = new LinkedHashMap<>();
        for (String header : List.of(CloudEvent.SUBJECT, CloudEvent.TYPE, CloudEvent.MEDIA_TYPE)) {
            Optional.ofNullable(sent.headers().get(header)).ifPresent(value -> headers.put(header, Optional.of(value)));
        }
        return new ExpectedMessage(0, sent.to(), sent.parameters(), headers, BodyCheck.of(sent));
    }

    /** The same, as it would have held for this message. */
    ExpectedMessage accepting(SentMessage sent) {
        Map<String, String> sinks = new LinkedHashMap<>(parameters);
        sinks.keySet().retainAll(sent.parameters().keySet());
        sinks.replaceAll((name, value) -> sent.parameters().get(name));
        Map<String, Optional<String>> now = new LinkedHashMap<>(headers);
        now.replaceAll((name, value) -> Optional.ofNullable(sent.headers().get(name)));
        return new ExpectedMessage(
                line,
                to,
                sinks,
                now,
                body.stream().map(check -> check.accepting(sent)).toList());
    }

    /** As it stands in a test file. */
    Map<String, Object> written() {
        Map<String, Object> written = new LinkedHashMap<>();
        written.put("to", to);
        if (!parameters.isEmpty()) {
            written.put("parameters", parameters);
        }
        Map<String, Object> others = new LinkedHashMap<>();
        headers.forEach((header, value) -> others.put(header, value.orElse(null)));
        GivenRecord.ATTRIBUTES.forEach((attribute, header) -> {
            String value = (String) others.remove(header);
            if (value != null) {
                written.put(attribute, value.replaceFirst("^bokbuss\\.record\\.(changed|deleted)$", "$1"));
            }
        });
        if (!others.isEmpty()) {
            written.put("headers", others);
        }
        body.stream()
                .map(BodyCheck::written)
                .filter(check -> !List.of().equals(check.getValue()))
                .forEach(check -> written.put(check.getKey(), check.getValue()));
        return written;
    }

    private static void compare(List<String> differences, String what, Optional<String> expected, String came) {
        if (!expected.equals(Optional.ofNullable(came))) {
            differences.add(
                    what + ": expected " + expected.orElse("none") + ", came " + (came == null ? "none" : came));
        }
    }
}
