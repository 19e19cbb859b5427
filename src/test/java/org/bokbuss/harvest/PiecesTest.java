package org.bokbuss.harvest;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.split.JsonSplitter;
import org.bokbuss.split.Piece;
import org.bokbuss.split.Splitter;
import org.bokbuss.split.XmlSplitter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pieces read by their boundaries are those that the page was split into. */
class PiecesTest {
    @TempDir
    Path folder;

    private Response answer(byte[] page) throws Exception {
        return Response.of(Request.get(URI.create("http://localhost/"), null), "text/xml", page, folder);
    }

    private static Splitter<Piece> xml(Response answer) {
        return new XmlSplitter(answer.open(), 2_000, "urn:r", "record", "token");
    }

    private static List<String> shown(Iterable<Piece> pieces) {
        List<String> shown = new ArrayList<>();
        pieces.forEach(piece -> shown.add(
                piece.name() + " " + piece.offset() + " " + piece.fault() + " " + new String(piece.bytes(), UTF_8)));
        return shown;
    }

    private List<String> same(byte[] page) throws Exception {
        try (Response answer = answer(page);
                Splitter<Piece> splitter = xml(answer)) {
            Pieces pieces = Pieces.of(answer, xml(answer));
            assertThat(shown(pieces)).isEqualTo(shown(() -> splitter));
            assertThat(shown(pieces)).as("as often as need be").hasSize(pieces.count());
            return shown(pieces);
        }
    }

    private static String page(String records) {
        return "<list xmlns='urn:r' xmlns:å='urn:å'>" + records + "<token>å</token></list>";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<record><å:a/></record><record xmlns='urn:r' b='c'>å</record>",
                "<record>bad</rekord></record><record/>",
                "<record>&nothing;</record>  <record>\r\n<a/></record>",
                "<w xmlns:x='urn:x'><record/></w><w xmlns:y='urn:y'><record/><record>&</record></w>",
                ""
            })
    void inEachEncoding(String records) throws Exception {
        for (Charset charset : List.of(UTF_8, UTF_16)) {
            assertThat(same(page(records).getBytes(charset))).isNotEmpty();
        }
        same(("\uFEFF" + page(records)).getBytes(UTF_8));
    }

    @Test
    void ofMoreFormsThanAreRemembered() throws Exception {
        assertThat(same(page(IntStream.range(0, 200)
                                .mapToObj(n -> "<w xmlns:n" + n + "='urn:" + n + "'><record/></w>")
                                .collect(Collectors.joining()))
                        .getBytes(UTF_8)))
                .hasSize(201);
    }

    @Test
    void ofWhichOneIsTooLarge() throws Exception {
        assertThat(same(page("<record>" + "a".repeat(3_000) + "</record><record/>")
                        .getBytes(UTF_8)))
                .hasSize(3);
    }

    @Test
    void soManyThatTheirBoundariesAreKeptOnDisk() throws Exception {
        byte[] page = page("<record>a</record>".repeat(20_000)).getBytes(UTF_8);
        assertThat(same(page)).hasSize(20_001);
        try (var left = Files.list(folder)) {
            assertThat(left).as("nothing is left behind").isEmpty();
        }
    }

    @Test
    void ofANameAlone() throws Exception {
        try (Response answer = answer(page("<record>a</record>".repeat(3)).getBytes(UTF_8))) {
            Pieces pieces = Pieces.of(answer, xml(answer));
            assertThat(pieces.count("record")).isEqualTo(3);
            assertThat(shown(pieces.named("token"))).singleElement().asString().startsWith("token ");
        }
    }

    @Test
    void ofJsonWithWhatStandsAroundThem() throws Exception {
        try (Response answer = answer("{\"n\": 3, \"of\": [{\"a\":1}, tru, 2 ], \"m\": 4}".getBytes(UTF_8))) {
            Pieces pieces = Pieces.of(answer, new JsonSplitter(answer.open(), "of"));
            assertThat(shown(pieces).get(0)).isEqualTo(" 16 null {\"a\":1}");
            assertThat(shown(pieces).get(1)).startsWith(" 25 the record is broken JSON");
            assertThat(pieces.envelope()).hasToString("{\"n\":3,\"of\":[],\"m\":4}");
        }
    }

    @Test
    void noneOfAnAnswerThatIsCut() throws Exception {
        try (Response answer = answer("<list xmlns='urn:r'><record/>".getBytes(UTF_8))) {
            assertThatThrownBy(() -> Pieces.of(answer, xml(answer)))
                    .isInstanceOf(SourceFailure.class)
                    .hasMessageContaining("is not whole");
        }
    }
}
