package org.bokbuss.libris.oaipmh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.split.XmlSplitter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A live record without content is set aside, not delivered empty. */
class OaiPmhRecordsTest {
    private static LibraryRecord read(String status, String metadata) throws IOException {
        String page = "<OAI-PMH xmlns='" + OaiPmh.NAMESPACE + "'><ListRecords><record><header" + status
                + "><identifier>b1</identifier></header>" + metadata + "</record></ListRecords></OAI-PMH>";
        XmlSplitter splitter =
                new XmlSplitter(new ByteArrayInputStream(page.getBytes(UTF_8)), OaiPmh.NAMESPACE, "record");
        try (OaiPmhRecords records = new OaiPmhRecords(splitter, "marcxml")) {
            return records.next();
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
                "<metadata><a/><b/></metadata>"
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
}
