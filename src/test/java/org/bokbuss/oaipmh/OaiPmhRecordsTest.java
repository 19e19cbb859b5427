package org.bokbuss.oaipmh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import org.apache.camel.impl.DefaultCamelContext;
import org.bokbuss.config.Settings;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.harvest.Records;
import org.bokbuss.harvest.Session;
import org.bokbuss.split.XmlSplitter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A live record without content is quarantined, not delivered empty. */
class OaiPmhRecordsTest {
    private static LibraryRecord read(String status, String metadata) throws IOException {
        return read("marcxml", status, metadata);
    }

    private static LibraryRecord read(String prefix, String status, String metadata) throws IOException {
        String page = "<OAI-PMH xmlns='" + OaiPmhSession.NAMESPACE + "'><ListRecords><record><header" + status
                + "><identifier>b1</identifier></header>" + metadata + "</record></ListRecords></OAI-PMH>";
        return only(page, prefix);
    }

    private static LibraryRecord only(String page, String prefix) throws IOException {
        OaiPmhSource source = new OaiPmhSource();
        source.setUrl("http://localhost/oai");
        source.setMetadataPrefix(prefix);
        Session session = source.open(new DefaultCamelContext(), new Settings(key -> Optional.empty()));
        try (XmlSplitter records =
                new XmlSplitter(new ByteArrayInputStream(page.getBytes(UTF_8)), OaiPmhSession.NAMESPACE, "record")) {
            return Records.of(records.next(), session);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<metadata/>",
                "<metadata> \n </metadata>",
                "<metadata><!-- none --></metadata>",
                "<metadata><![CDATA[]]></metadata>",
                "<metadata xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:nil='true'/>",
                "<metadata><a/></metadata><metadata><b/></metadata>",
                "<metadata>plain words</metadata>",
                "<metadata><a/><b/></metadata>",
                "<metadata>words <a/></metadata>",
                "<metadata><a/><![CDATA[words]]></metadata>",
                "<metadata><html/></metadata>",
                "<metadata><![CDATA[<a/><b/>]]></metadata>",
                "<metadata><![CDATA[<HTML></HTML>]]></metadata>",
                "<metadata>&lt;a></metadata>"
            })
    void setsAside(String metadata) throws IOException {
        LibraryRecord record = read("", metadata);
        assertThat(record.fault()).contains("metadata");
        assertThat(record.subject()).isEqualTo("b1");
    }

    @Test
    void givesWhatIsThere() throws IOException {
        assertThat(read("", "<metadata> <a/> </metadata>").fault()).isNull();
        assertThat(read(" status='deleted'", "").fault()).isNull();
        assertThat(read(" status='deleted'", "<metadata/>").fault()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"oops\"", "[]", "{}", "1", "{\"a\":1} {}", "{\"a\":", "<a/>", "&lt;html/>"})
    void setsAsideJsonLdThatIsNoRecord(String content) throws IOException {
        assertThat(read("jsonld", "", "<metadata>" + content + "</metadata>").fault())
                .startsWith("the record's");
    }

    @Test
    void givesJsonLdByteForByte() throws IOException {
        String json = "{\"a\": 1.10, \"b\": [{\"c\": 1e400}]}";
        assertThat(read("jsonld", "", "<metadata><!-- x --><![CDATA[" + json + "]]></metadata>")
                        .body())
                .asString(UTF_8)
                .isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<!-- c -->%s", "%s<!-- c -->", "<?p i?>%s", "%s<?p i?>", "<![CDATA[ ]]>%s", " %s&#10;"})
    void whatStandsBesideTheRecordTakesNoDeclarationFromIt(String beside) throws IOException {
        String metadata = "<metadata xmlns:m='urn:m'>%s</metadata>";
        byte[] alone = read("", metadata.formatted("<m:record><a/></m:record>")).body();
        assertThat(read("", metadata.formatted(beside.formatted("<m:record><a/></m:record>")))
                        .body())
                .isEqualTo(alone);
        assertThat(alone).asString(UTF_8).contains("xmlns:m='urn:m'").contains(OaiPmhSession.NAMESPACE);
    }

    @Test
    void xmlAsTextLosesItsDeclaration() throws IOException {
        assertThat(read("", "<metadata><![CDATA[<?xml version='1.0'?>\n<a/>]]></metadata>")
                        .body())
                .asString(UTF_8)
                .isEqualTo("<a/>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<header><identifier>b1</identifier></header>",
                "<header><identifier>b1</identifier><identifier>b2</identifier></header>",
                "<header><identifier>b1</identifier><datestamp>1</datestamp><datestamp>2</datestamp></header>",
                "<header status='gone'><identifier>b1</identifier></header>"
            })
    void setsAsideAHeaderThatSaysTwoThings(String header) throws IOException {
        String twice = header.contains("datestamp") || header.contains("b2") || header.contains("status") ? "" : header;
        String page = "<OAI-PMH xmlns='" + OaiPmhSession.NAMESPACE + "'><ListRecords><record>" + header + twice
                + "<metadata><a/></metadata></record></ListRecords></OAI-PMH>";
        assertThat(only(page, "marcxml").fault()).containsAnyOf("two", "status");
    }
}
