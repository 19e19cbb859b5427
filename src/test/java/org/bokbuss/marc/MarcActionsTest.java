package org.bokbuss.marc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bokbuss.marc.MarcRecords.record;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.marc4j.MarcStreamWriter;
import org.marc4j.converter.impl.UnicodeToAnsel;
import org.marc4j.marc.MarcFactory;
import org.marc4j.marc.Record;

/** The MARC actions as steps of a route. */
class MarcActionsTest {
    private static final String TYPE = "CamelCloudEventDataContentType";
    private static final String XML =
            "<record xmlns=\"http://www.loc.gov/MARC21/slim\"><leader>     nam a       7  4500</leader>"
                    + "<controlfield tag=\"001\">1</controlfield><datafield tag=\"245\" ind1=\"1\" ind2=\"0\">"
                    + "<subfield code=\"a\">Öar &amp; skär</subfield></datafield></record>";

    private static final DefaultCamelContext CONTEXT = new DefaultCamelContext();

    @BeforeAll
    static void start() throws Exception {
        CONTEXT.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:xml").to("kamelet:marc-to-marcxml-action");
                from("direct:json").to("kamelet:marc-to-json-action");
            }
        });
        CONTEXT.start();
    }

    @AfterAll
    static void stop() throws java.io.IOException {
        CONTEXT.close();
    }

    private static Exchange send(String route, byte[] body, Map<String, Object> headers) {
        try (var producer = CONTEXT.createProducerTemplate()) {
            Exchange sent = producer.request("direct:" + route, exchange -> {
                exchange.getMessage().setBody(body);
                exchange.getMessage().setHeaders(new java.util.HashMap<>(headers));
            });
            if (sent.getException() != null) {
                throw new CamelExecutionException("refused", sent, sent.getException());
            }
            return sent;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String text(Exchange exchange) {
        return new String(exchange.getMessage().getBody(byte[].class), UTF_8);
    }

    private static byte[] marc(String leader, String title) {
        MarcFactory make = MarcFactory.newInstance();
        Record record = make.newRecord(leader);
        record.addVariableField(make.newControlField("001", "1"));
        record.addVariableField(make.newDataField("245", '1', '0', "a", title));
        var out = new ByteArrayOutputStream();
        MarcStreamWriter writer = new MarcStreamWriter(out, leader.charAt(9) == 'a' ? "UTF-8" : "ISO-8859-1");
        if (leader.charAt(9) == ' ') {
            writer.setConverter(new UnicodeToAnsel());
        }
        writer.write(record);
        return out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"'00000nam a2200000 i 4500'", "'00000nam 12200000 i 4500'", "'00000nam  2200000 i 4500'"})
    void iso2709BecomesMarcXml(String leader) {
        Exchange done = send("xml", marc(leader, "Ö & b"), Map.of(TYPE, "application/marc"));
        // MARC-8 has its marks apart.
        assertThat(Normalizer.normalize(text(done), Normalizer.Form.NFC))
                .contains(">Ö &amp; b<")
                .contains("nam a22");
        assertThat(done.getMessage().getHeader(TYPE)).isEqualTo("application/marcxml+xml");
    }

    @Test
    void marcXmlPassesAsItIs() {
        Exchange done = send("xml", XML.getBytes(UTF_8), Map.of(TYPE, "application/marcxml+xml"));
        assertThat(text(done)).isEqualTo(XML);
        assertThat(text(send("xml", XML.getBytes(UTF_8), Map.of()))).isEqualTo(XML);
    }

    @Test
    void bothBecomeJson() throws Exception {
        String wanted =
                "{\"leader\":\"%s\",\"fields\":[{\"001\":\"1\"},{\"245\":{\"subfields\":[{\"a\":\"Öar & skär\"}],"
                        + "\"ind1\":\"1\",\"ind2\":\"0\"}}]}";
        ObjectMapper json = new ObjectMapper();
        Exchange fromXml = send("json", XML.getBytes(UTF_8), Map.of(TYPE, "application/marcxml+xml"));
        assertThat(json.readTree(text(fromXml))).isEqualTo(json.readTree(wanted.formatted("00000nam a22000007  4500")));
        assertThat(fromXml.getMessage().getHeader(TYPE)).isEqualTo("application/json");
        byte[] marc = marc("00000nam a2200000 i 4500", "Öar & skär");
        String leader = new String(marc, 0, 24, UTF_8);
        assertThat(json.readTree(text(send("json", marc, Map.of()))))
                .isEqualTo(json.readTree(wanted.formatted(leader)));
    }

    @Test
    void aRecordAbove99999BytesToo() throws Exception {
        MarcFactory make = MarcFactory.newInstance();
        Record record = make.newRecord("00000nam a2200000 i 4500");
        record.addVariableField(make.newControlField("001", "1"));
        for (int i = 0; i < 20; i++) {
            record.addVariableField(make.newDataField("500", ' ', ' ', "a", "å".repeat(4000)));
        }
        var out = new ByteArrayOutputStream();
        new MarcStreamWriter(out, "UTF-8", true).write(record);
        assertThat(out.size()).isGreaterThan(99_999);
        String json = text(send("json", out.toByteArray(), Map.of(TYPE, "application/marc")));
        assertThat(new ObjectMapper().readTree(json).findValuesAsText("a"))
                .hasSize(20)
                .containsOnly("å".repeat(4000));
        assertThat(text(send("xml", out.toByteArray(), Map.of(TYPE, "application/marc"))))
                .contains("å".repeat(4000));
    }

    @Test
    void aDeletionWithoutContentPasses() {
        assertThat(send("xml", new byte[0], Map.of(TYPE, "application/marc"))
                        .getMessage()
                        .getBody(byte[].class))
                .isEmpty();
        assertThat(send("json", null, Map.of()).getMessage().getBody()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "xml,  '{}',              application/ld+json,     'it is application/ld+json, where MARC is needed'",
        "json, '{}',              application/ld+json,     'it is application/ld+json, where MARC is needed'",
        "xml,  '00045nam a2200037 i 4500', application/marc, 'not a MARC record: cut: '",
        "json, '<a/>',            application/marcxml+xml, 'not one MARCXML record but none'",
        "json, '<a',              application/marcxml+xml, 'not MARCXML: '",
        "json, '<!DOCTYPE a><a/>', application/marcxml+xml, 'not MARCXML: a page with a document type declaration'",
    })
    void whatIsNoMarcIsRefused(String route, String body, String type, String said) {
        assertThatThrownBy(() -> send(route, body.getBytes(UTF_8), Map.of(TYPE, type)))
                .cause()
                .isInstanceOf(UnreadableMarc.class)
                .hasMessageStartingWith(said);
    }

    @Test
    void damageIsNamed() {
        byte[] sound = marc("00000nam a2200000 i 4500", "Titel");
        byte[] damaged = sound.clone();
        damaged[14] = 'x';
        byte[] twice = Arrays.copyOf(sound, 2 * sound.length);
        System.arraycopy(sound, 0, twice, sound.length, sound.length);
        assertRefused("xml", damaged, "not a sound MARC record: the leader tells a wrong place for the fields");
        assertRefused("json", twice, "not one MARC record but several");
        assertRefused("xml", marc("00000nam a2200000 i 4500", "a\u001Bb"), "text that XML cannot have: ");
        assertRefused(
                "json", marc("00000nam a2200000 i 4500", "a\u001Fb\u001F"), "field 245 has a subfield without a code");
        assertRefused("json", XML.replace("7  4500", "").getBytes(UTF_8), "the leader has 17 characters instead of 24");
        assertRefused(
                "json", XML.replace("ind1=\"1\"", "ind1=\"\"").getBytes(UTF_8), "<datafield> has ind1='', not one");
        assertRefused("json", XML.replace(" tag=\"001\"", "").getBytes(UTF_8), "<controlfield> has no tag");
        assertRefused(
                "json", XML.replace("\"245\"", "\"95\"").getBytes(UTF_8), "it cannot be MARC-in-JSON: Invalid tag: 95");
        assertRefused("json", XML.replaceFirst("<leader>.*</leader>", "").getBytes(UTF_8), "the record does not begin");
        assertThatThrownBy(
                        () -> send("xml", sound, Map.of(TYPE, "application/marc", "CamelCloudEventCharset", "UTF-9")))
                .cause()
                .hasMessageContaining("unknown charset: UTF-9");
    }

    @Test
    void aFieldThatWouldBeLostIsNamed() {
        String number = "<controlfield tag=\"001\">1</controlfield>";
        assertRefused("json", XML.replace(number, number + number).getBytes(UTF_8), "it has two fields 001");
        assertRefused("json", XML.replace("\"001\"", "\"000\"").getBytes(UTF_8), "it has a field 000");
        assertRefused("json", XML.replace("\"245\"", "\"008\"").getBytes(UTF_8), "field 008 has indicators and");
        assertRefused("json", XML.replace("\"001\"", "\"245\"").getBytes(UTF_8), "field 245 has neither");
        assertRefused(
                "json",
                XML.replaceFirst("(<leader>.*</leader>)", "$1$1").getBytes(UTF_8),
                "the record has two leaders");
        for (String route : List.of("json", "xml")) {
            assertRefused(route, record(UTF_8, "001", "1", "001", "2"), "it has two fields 001");
            assertRefused(route, record(UTF_8, "000", "1"), "it has a field 000");
            assertRefused(route, record(UTF_8, "000", "  $a1"), "field 000 has subfields");
            assertRefused(route, record(UTF_8, "008", "$a1"), "field 008 has subfields");
        }
    }

    private static void assertRefused(String route, byte[] body, String said) {
        assertThatThrownBy(() -> send(route, body, Map.of()))
                .cause()
                .isInstanceOf(UnreadableMarc.class)
                .hasMessageStartingWith(said);
    }
}
