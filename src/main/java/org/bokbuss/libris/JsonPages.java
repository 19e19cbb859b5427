package org.bokbuss.libris;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.bokbuss.fetch.Answer;
import org.bokbuss.fetch.Failure;
import org.bokbuss.split.JsonSplitter;

/** Answers that are an object with an array of records in it. */
final class JsonPages {
    private JsonPages() {}

    /**
     * Splits an answer at the elements of its array. A single element, as it comes out of quarantine, is a page of one.
     *
     * @param largest how many bytes an element may have
     */
    static JsonSplitter open(Answer answer, int largest, String array) {
        InputStream body = answer.open();
        boolean asked = answer.request().uri().getScheme().startsWith("http");
        return new JsonSplitter(asked ? body : pageOf(body, array), largest, array);
    }

    private static InputStream pageOf(InputStream element, String array) {
        return new SequenceInputStream(
                Collections.enumeration(List.of(text("{\"" + array + "\":["), element, text("]}"))));
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    static void requireSome(Answer answer) throws Failure {
        if (answer.size() == 0) {
            throw new Failure(Failure.Kind.AGAIN, "an empty answer to " + answer.request());
        }
    }

    /** What an answer that could not be read to its end comes to. */
    static Failure notWhole(Answer answer, Exception thrown) {
        Throwable cause = thrown instanceof UncheckedIOException ? thrown.getCause() : thrown;
        return Failure.broken(
                answer.size(), "the answer to " + answer.request() + " is not whole: " + cause.getMessage(), cause);
    }
}
