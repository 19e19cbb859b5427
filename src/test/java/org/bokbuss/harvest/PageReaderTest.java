package org.bokbuss.harvest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page that is delivered again, after a refusal, is the same page. */
class PageReaderTest {
    @TempDir
    Path folder;

    private static List<String> subjects(PageReader page) throws IOException {
        List<String> subjects = new ArrayList<>();
        for (FingerprintedRecord each = page.next(); each != null; each = page.next()) {
            assertThat(each.place()).isEqualTo(subjects.size());
            subjects.add(each.record().subject());
        }
        return subjects;
    }

    @Test
    void givesTheSameRecordsHoweverOftenItIsRead() throws Exception {
        try (ScriptedSource source = new ScriptedSource(question -> "")) {
            Request request = Request.get(URI.create("http://localhost/"), null);
            Response answer = Response.of(request, "text/plain", "next c\na\nbad b\nc\n".getBytes(UTF_8), folder);
            Page proven = source.read(null, "asked", Pieces.of(source, answer));
            try (PageReader page = PageReader.of(proven, "asked", source, null)) {
                assertThat(page.next().record().subject()).isEqualTo("a");
                page.rewind();
                assertThat(subjects(page)).containsExactly("a", "bad b", "c");
                String digest = page.digest().hex();
                assertThat(page.place()).isEqualTo(3);

                page.rewind();
                assertThat(page.place()).isZero();
                assertThat(subjects(page)).containsExactly("a", "bad b", "c");
                assertThat(page.digest().hex()).isEqualTo(digest);
                assertThat(page.cursor()).isEqualTo("c");
                assertThat(page.askedBy()).isEqualTo("asked");
            }
        }
    }
}
