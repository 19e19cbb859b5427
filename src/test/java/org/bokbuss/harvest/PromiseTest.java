package org.bokbuss.harvest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A source that gives fewer records than it says it has is told of. */
class PromiseTest {
    @TempDir
    Path folder;

    private final Promise promise = new Promise();

    /** An empty page of a list of so many. */
    private PageReader page(long total) throws Exception {
        Request request = Request.get(URI.create("http://localhost/"), null);
        return new PageReader(
                Response.of(request, "text/xml", "<a/>".getBytes(UTF_8), folder), new Page(null).of(total), null);
    }

    @Test
    void isBrokenByFewerAndForgottenWithTheWindow() throws Exception {
        promise.begin(null);
        assertThat(promise.broken()).isEmpty();
        promise.read(page(2));
        promise.read(page(-1));
        assertThat(promise.broken()).hasValueSatisfying(said -> assertThat(said).contains("2 records, and gave 0"));
        promise.begin(null);
        promise.read(page(0));
        assertThat(promise.broken()).isEmpty();
    }
}
