package org.bokbuss.libris.holdings;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;

/** JSON as far as holdings need it. */
final class HoldingJson {
    /** Refuses what is too deep or too long for a holding, and a key that comes twice. */
    static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(16)
                            .maxStringLength(10 * Holding.LONGEST)
                            .maxNameLength(1_000)
                            .maxNumberLength(100)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private HoldingJson() {}

    /** What is wrong with it and what to do, one sentence without its end. */
    static String fault(JsonProcessingException e) {
        if (e instanceof MismatchedInputException) {
            return "a key comes twice: keep one of them";
        }
        if (e instanceof StreamConstraintsException) {
            return "this is too long or too deep for a holding: shorten it";
        }
        if (isCutOff(e)) {
            return "the JSON is cut off: write it to its end";
        }
        return "this is no JSON: "
                + TextLimits.visible(e.getOriginalMessage().lines().findFirst().orElse(""));
    }

    /** Whether the text ends too early. */
    static boolean isCutOff(JsonProcessingException e) {
        // Between the members of an object Jackson says so by its words alone.
        return e instanceof JsonEOFException || e.getOriginalMessage().startsWith("Unexpected end-of-input");
    }
}
