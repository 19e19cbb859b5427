package org.bokbuss.oaipmh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.camel.impl.DefaultCamelContext;
import org.bokbuss.config.Settings;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.harvest.Page;
import org.bokbuss.harvest.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an answer holds and nobody understands is not skipped: it is asked for again. */
class AnswerUnderstoodTest {
    private static final String RECORD = "<record><header><identifier>b1</identifier></header></record>";

    @TempDir
    Path folder;

    private Page read(String verb, String content) throws Exception {
        String page = "<OAI-PMH xmlns='" + OaiPmhSession.NAMESPACE
                + "'><responseDate>2026-01-01T00:00:00Z</responseDate>" + "<request/>" + content + "</OAI-PMH>";
        OaiPmhSource source = new OaiPmhSource();
        source.setUrl("http://localhost/oai");
        source.setVerb(verb);
        Session session = source.open(new DefaultCamelContext(), new Settings(key -> Optional.empty()));
        Request request = Request.get(URI.create("http://localhost/api/oaipmh/?verb=" + verb), null);
        return Page.read(session, null, null, Response.of(request, "text/xml", page.getBytes(UTF_8), folder));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<ListIdentifiers/>",
                "<Identify/>",
                "<ListRecords xmlns=''><record/></ListRecords>",
                "<ListRecords><record xmlns=''/></ListRecords>",
                "<ListRecords><record/><record xmlns='urn:x'/></ListRecords>",
                "<ListRecords><record/><resumptionToken>a</resumptionToken><resumptionToken/></ListRecords>",
                "<ListRecords><record/><resumptionToken xmlns=''>a</resumptionToken></ListRecords>"
            })
    void asksAgain(String content) {
        assertThatThrownBy(() -> read("ListRecords", content))
                .isInstanceOfSatisfying(
                        SourceFailure.class, e -> assertThat(e.kind()).isEqualTo(SourceFailure.Kind.TRANSIENT));
    }

    @Test
    void takesAListAsItShouldBe() throws Exception {
        read("ListRecords", "<ListRecords>" + RECORD + "<resumptionToken>a</resumptionToken></ListRecords>");
        read("ListRecords", "<ListRecords><resumptionToken/></ListRecords>");
        read("ListRecords", "<error code='noRecordsMatch'/>");
        read("ListIdentifiers", "<ListIdentifiers><header/><about><agent name='S'/></about></ListIdentifiers>");
    }
}
