package org.bokbuss.marc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.bokbuss.deliver.CloudEvent;
import org.marc4j.MarcStreamWriter;
import org.marc4j.marc.MarcFactory;
import org.marc4j.marc.Record;
import org.w3c.dom.Element;

/** Whatever is written in a record is in it still, letter for letter, in every form. */
class MarcConversionProperties {
    private static final DefaultCamelContext CONTEXT = new DefaultCamelContext();
    private static final String TYPE = "CamelCloudEventDataContentType";

    @Property(tries = 300)
    void everyLetterIsKeptInUtf8(@ForAll("texts") List<String> texts) throws Exception {
        assertKept(texts, UTF_8, false);
    }

    @Property(tries = 300)
    void everyLetterIsKeptInLatin1(@ForAll("latinTexts") List<String> texts, @ForAll boolean saidByTheSource)
            throws Exception {
        assertKept(texts, ISO_8859_1, saidByTheSource);
    }

    @Property(tries = 100)
    void everyLetterIsKeptInWhatTheSourceNames(@ForAll("latinTexts") List<String> texts) throws Exception {
        assertKept(
                texts.stream()
                        .map(text -> text.replaceAll("[\u0080-\u009F]", "€"))
                        .toList(),
                Charset.forName("windows-1252"),
                true);
    }

    private static void assertKept(List<String> texts, Charset charset, boolean said) throws Exception {
        byte[] marc = iso2709(texts, charset);
        Exchange xml = message(marc, "application/marc", said ? charset.name() : null);
        new MarcToMarcXml().convert(xml);
        assertThat(inXml(xml.getMessage().getBody(byte[].class))).isEqualTo(texts);
        assertThat(xml.getMessage().getHeader(TYPE)).isEqualTo("application/marcxml+xml");
        assertThat(CloudEvent.extension(xml.getMessage(), "charset")).isNull();

        Exchange json = message(marc, "application/marc", said ? charset.name() : null);
        new MarcToJson().convert(json);
        assertThat(inJson(json.getMessage().getBody(byte[].class))).isEqualTo(texts);

        new MarcToJson().convert(xml);
        assertThat(inJson(xml.getMessage().getBody(byte[].class))).isEqualTo(texts);
        assertThat(xml.getMessage().getHeader(TYPE)).isEqualTo("application/json");
    }

    private static Exchange message(byte[] body, String type, String charset) {
        Exchange exchange = new DefaultExchange(CONTEXT);
        exchange.getMessage().setBody(body);
        exchange.getMessage().setHeader(TYPE, type);
        if (charset != null) {
            CloudEvent.setExtension(exchange.getMessage(), "charset", charset);
        }
        return exchange;
    }

    /** Fields 5XX with a text each, in its subfields a and b by turns. */
    private static byte[] iso2709(List<String> texts, Charset charset) {
        MarcFactory make = MarcFactory.newInstance();
        char coding = charset.equals(UTF_8) ? 'a' : charset.equals(ISO_8859_1) ? '1' : ' ';
        Record record = make.newRecord("00000nam %c2200000 i 4500".formatted(coding));
        record.addVariableField(make.newControlField("001", "nr1"));
        for (int i = 0; i < texts.size(); i++) {
            String tag = String.valueOf(500 + i);
            record.addVariableField(make.newDataField(tag, ' ', '1', i % 2 == 0 ? "a" : "b", texts.get(i)));
        }
        var out = new ByteArrayOutputStream();
        new MarcStreamWriter(out, charset.name()).write(record);
        return out.toByteArray();
    }

    private static List<String> inXml(byte[] xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Element record = factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml))
                .getDocumentElement();
        assertThat(record.getNamespaceURI()).isEqualTo("http://www.loc.gov/MARC21/slim");
        assertThat(record.getLocalName()).isEqualTo("record");
        var subfields = record.getElementsByTagNameNS("*", "subfield");
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < subfields.getLength(); i++) {
            assertThat(((Element) subfields.item(i)).getAttribute("code")).isEqualTo(i % 2 == 0 ? "a" : "b");
            texts.add(subfields.item(i).getTextContent());
        }
        assertThat(((Element) record.getElementsByTagNameNS("*", "leader").item(0)).getTextContent())
                .hasSize(24)
                .contains("nam a22");
        return texts;
    }

    private static List<String> inJson(byte[] json) throws Exception {
        JsonNode record = new ObjectMapper().readTree(json);
        assertThat(record.get("leader").asText()).hasSize(24);
        List<String> texts = new ArrayList<>();
        for (JsonNode field : record.get("fields")) {
            for (JsonNode content : field) {
                for (JsonNode subfield : content.path("subfields")) {
                    subfield.forEach(text -> texts.add(text.asText()));
                }
            }
        }
        return texts;
    }

    @Provide
    Arbitrary<List<String>> texts() {
        Arbitrary<String> chosen = Arbitraries.of(
                "Öppna data för småbibliotek",
                "a\u030Ao\u0308 i delar",
                "Снежная дорога",
                "بيت على التل",
                "北方的灯",
                "한국어",
                "שלום",
                "नमस्ते",
                "🦐𝄞",
                "\u00AD\u200B\uFEFF",
                "<&>\"'\\/ ]]>",
                "",
                "  \t\n ",
                "{\"@id\":\"x\"}");
        Arbitrary<String> any = Arbitraries.strings()
                .withCharRange(' ', '\uD7FF')
                .excludeChars('\u007F')
                .ofMaxLength(30);
        return Arbitraries.oneOf(chosen, any).list().ofMinSize(1).ofMaxSize(12);
    }

    @Provide
    Arbitrary<List<String>> latinTexts() {
        return Arbitraries.strings()
                .withCharRange(' ', '~')
                .withCharRange('\u0080', '\u00FF')
                .ofMaxLength(30)
                .list()
                .ofMinSize(1)
                .ofMaxSize(8);
    }
}
