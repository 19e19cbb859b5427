package org.bokbuss.libris.search;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.apache.camel.impl.DefaultCamelContext;
import org.bokbuss.config.Settings;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.harvest.Page;
import org.bokbuss.harvest.Session;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose fault a diagnostic tells of. */
class SruTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"1, true", "2, true", "4, false", "7, false", "10, false", "16, false", "21, false"})
    void theServersTroubleIsNoMistakeInTheQuery(int number, boolean server) {
        assertThat(Sru.isOfTheServer(
                        "<diagnostics><diagnostic><uri>info:srw/diagnostic/1/" + number + "</uri><message>m</message>"))
                .isEqualTo(server);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<numberOfRecords>1</numberOfRecords><numberOfRecords>1</numberOfRecords><records>%s</records>",
                "<numberOfRecords>2</numberOfRecords><records>%s<record xmlns=''/></records>",
                "<numberOfRecords>x</numberOfRecords><records>%s</records>"
            })
    void whatIsNotUnderstoodIsAskedForAgain(String content) throws Exception {
        Sru sru = new Sru();
        sru.setQuery("a");
        Session session = sru.open(new DefaultCamelContext(), new Settings(key -> Optional.empty()));
        String answer = "<searchRetrieveResponse xmlns='http://www.loc.gov/zing/srw/'>"
                + content.formatted("<record><recordData/></record>") + "</searchRetrieveResponse>";
        Response given = Response.of(session.first(null), "text/xml", answer.getBytes(UTF_8), folder);
        assertThatThrownBy(() -> Page.read(session, null, null, given))
                .isInstanceOfSatisfying(
                        SourceFailure.class, e -> assertThat(e.kind()).isEqualTo(SourceFailure.Kind.TRANSIENT));
    }
}
