package org.bokbuss.routetest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    private static void compare(List<String> differences, String what, Optional<String> expected, String came) {
        if (!expected.equals(Optional.ofNullable(came))) {
            differences.add(
                    what + ": expected " + expected.orElse("none") + ", came " + (came == null ? "none" : came));
        }
    }
}
