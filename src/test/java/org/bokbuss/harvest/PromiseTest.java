package org.bokbuss.harvest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A source that gives fewer records than it says it has is told of. */
class PromiseTest {
    @TempDir
    Path folder;

    private final Promise promise = new Promise();

    /** An empty page of a list of so many. */
    private PageReader page(long total) throws Exception {
        return new PageReader(new Page(null, null).of(total), null, "http://localhost/", "text/xml", null);
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
