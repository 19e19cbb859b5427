package org.bokbuss.libris.search;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the first tag of an answer says, in whatever encoding; the JDK's parser is not to speak for itself. */
class RootAttributesTest {
    @TempDir
    Path folder;

    private Map<String, String> attributes(byte[] bytes) throws IOException, SourceFailure {
        Request request = Request.get(URI.create("http://127.0.0.1/xsearch"), null);
        try (Response answer = Response.of(request, "text/xml", bytes, folder)) {
            return RootAttributes.attributes(answer, "xsearch");
        }
    }

    @Test
    void areReadInTheEncodingThatIsDeclared() throws Exception {
        String page = "<?xml version=\"1.0\" encoding=\"%s\"?><xsearch to=\"ö\"/>";
        assertThat(attributes(page.formatted("UTF-8").getBytes(UTF_8))).containsEntry("to", "ö");
        assertThat(attributes(page.formatted("ISO-8859-1").getBytes(ISO_8859_1)))
                .containsEntry("to", "ö");
        assertThat(attributes(page.formatted("UTF-16").getBytes(UTF_16))).containsEntry("to", "ö");
    }

    @Test
    void bytesThatMeanNothingAreToldByNobodyElse() throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream err = System.err;
        System.setErr(new PrintStream(said, true, UTF_8));
        try {
            assertThat(attributes("<xsearch to=\"\u00f4\" from=\"1\">".getBytes(ISO_8859_1)))
                    .containsEntry("from", "1");
            assertThatThrownBy(() -> attributes("\u00f4<xsearch/>".getBytes(ISO_8859_1)))
                    .isInstanceOf(SourceFailure.class);
        } finally {
            System.setErr(err);
        }
        assertThat(said.toString(UTF_8)).isEmpty();
    }
}
