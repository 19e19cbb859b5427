package org.bokbuss.sandbox.libris;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.bokbuss.sandbox.Client;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Descriptions;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Fnurgel;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.sandbox.catalogue.SetSpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verbs and the peculiarities of Libris' OAI-PMH. */
class OaiPmhTest {
    private static final Sandbox SANDBOX = Sandbox.with().pageSize(10).start();
    private static final Sandbox WIDE = Sandbox.with().start();

    private final Client client = new Client(SANDBOX);
    private final Client wide = new Client(WIDE);

    @AfterAll
    static void close() {
        SANDBOX.close();
        WIDE.close();
    }

    private static List<String> ids(String set) {
        var spec = SetSpec.parse(set);
        return WIDE.catalogue()
                .entries()
                .filter(e -> spec.contains(e, WIDE.catalogue()))
                .map(Entry::uri)
                .toList();
    }

    private static Entry some(Kind kind, boolean deleted) {
        return WIDE.catalogue()
                .entries()
                .filter(e -> e.kind() == kind && e.deleted() == deleted)
                .findFirst()
                .orElseThrow();
    }

    private static void assertError(String answer, String code, String text) {
        assertThat(answer).contains("<error code=\"" + code + "\">" + text + "</error></OAI-PMH>");
        Client.xml(answer);
    }

    @Test
    void identify() {
        var answer = client.text("verb=Identify");
        assertThat(answer)
                .startsWith(
                        "<?xml version='1.0' encoding='UTF-8'?><OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\">")
                .contains("<request verb=\"Identify\">" + SANDBOX.oaiPmh() + "</request>")
                .contains("<baseURL>https://libris.kb.se/api/oaipmh/</baseURL>")
                .contains("<earliestDatestamp>2018-06-01T00:00Z</earliestDatestamp>");
    }

    @Test
    void answersPostedForms() throws IOException {
        var request = HttpRequest.newBuilder(SANDBOX.oaiPmh())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("verb=ListIdentifiers&metadataPrefix=jsonld&set=hold%3A%C3%85l"))
                .build();
        assertThat(new String(client.send(request).body(), UTF_8)).contains("<setSpec>hold:Ål</setSpec>");
        var json = HttpRequest.newBuilder(SANDBOX.oaiPmh())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"verb\":\"Identify\"}"))
                .build();
        assertThat(new String(client.send(json).body(), UTF_8)).contains("badVerb");
    }

    @Test
    void knowsGetPostAndHeadAlone() throws IOException {
        var head = HttpRequest.newBuilder(client.address("verb=Identify"))
                .method("HEAD", BodyPublishers.noBody())
                .build();
        assertThat(client.send(head)
                        .headers()
                        .firstValueAsLong("Content-Length")
                        .orElse(0))
                .isGreaterThan(500);
        var put = HttpRequest.newBuilder(client.address("verb=Identify"))
                .PUT(BodyPublishers.noBody())
                .build();
        assertThat(client.send(put).statusCode()).isEqualTo(405);
    }

    @Test
    void listsSeventeenFormats() {
        var formats = client.text("verb=ListMetadataFormats");
        assertThat(formats.split("<metadataPrefix>")).hasSize(18);
        assertThat(client.text(
                        "verb=ListMetadataFormats",
                        "identifier=" + some(Kind.BIB, false).uri()))
                .contains("<metadataPrefix>ttl<");
        assertError(
                client.text(
                        "verb=ListMetadataFormats",
                        "identifier=" + some(Kind.BIB, true).uri()),
                "idDoesNotExist",
                "");
    }

    @Test
    void listsSetsOfEveryLibrary() {
        assertThat(client.text("verb=ListSets"))
                .contains("<setSpec>sao</setSpec><setName>Svenska ämnesord</setName>")
                .contains("<setSpec>hold:Ål</setSpec><setName>Holding records for sigel: Ål</setName>")
                .contains("<setSpec>bib:SEK</setSpec>");
        assertError(
                client.text("verb=ListSets", "resumptionToken=x"),
                "badResumptionToken",
                "No such resumption token was issued");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "verb=Foo | badVerb | OAI-PMH verb must be one of [GetRecord, Identify, ListIdentifiers, ListMetadataFormats, ListRecords, ListSets].",
                "x=1 | badVerb | OAI-PMH verb must be one of [GetRecord, Identify, ListIdentifiers, ListMetadataFormats, ListRecords, ListSets].",
                "verb=Identify&foo=bar | badArgument | Request contained unknown parameter(s): foo",
                "verb=ListRecords | badArgument | metadataPrefix argument required.",
                "verb=GetRecord&metadataPrefix=marcxml | badArgument | identifier argument required.",
                "verb=ListRecords&metadataPrefix=marcxml&set=nosuch | badArgument | Not a supported set spec: nosuch",
                "verb=ListRecords&metadataPrefix=marcxml&set=auth:S | badArgument | Not a supported set spec: auth:S",
                "verb=ListRecords&metadataPrefix=marcxml&set=hold:S:x | badArgument | Not a supported set spec: hold:S:x",
                "verb=ListRecords&metadataPrefix=marcxml&from=yesterday | badArgument | Allowed time formats are: YYYY-MM-DD and YYYY-MM-DDThh:mm:ssZ.",
                "verb=ListRecords&metadataPrefix=marcxml&until=2024-13-45 | badArgument | Allowed time formats are: YYYY-MM-DD and YYYY-MM-DDThh:mm:ssZ.",
                "verb=ListRecords&metadataPrefix=marcxml&from=2024-01-01T00:00:00 | badArgument | Allowed time formats are: YYYY-MM-DD and YYYY-MM-DDThh:mm:ssZ.",
                "verb=ListRecords&resumptionToken=x&metadataPrefix=marcxml | badArgument | Request contained unknown parameter(s): metadataPrefix"
            })
    void refusesAndEchoesNothing(String query, String code, String text) {
        var answer = client.text(query.split("&"));
        assertError(answer, code, text);
        assertThat(answer).contains("<request>" + SANDBOX.oaiPmh() + "</request>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "verb=ListRecords&metadataPrefix=mods | cannotDisseminateFormat | Unsupported format: mods",
                "verb=GetRecord&identifier=https://libris.kb.se/zzz&metadataPrefix=marcxml | noRecordsMatch | ''",
                "verb=ListRecords&metadataPrefix=jsonld&set=hold:s | noRecordsMatch | ''",
                "verb=ListRecords&metadataPrefix=jsonld&from=2099-01-01 | noRecordsMatch | ''",
                "verb=ListRecords&metadataPrefix=jsonld&from=2024-02-01&until=2024-01-01 | noRecordsMatch | ''",
                "verb=ListRecords&resumptionToken=garbage | badResumptionToken | The resumptionToken is invalid or has expired.",
                "verb=ListRecords&resumptionToken=e30 | badResumptionToken | The resumptionToken is invalid or has expired."
            })
    void refusesAndEchoesTheArguments(String query, String code, String text) {
        var answer = wide.text(query.split("&"));
        assertError(answer, code, text);
        assertThat(answer).contains("<request verb=\"" + query.substring(5, query.indexOf('&')) + "\" ");
    }

    @Test
    void tokensWalkExactlyTheSet() {
        for (var set : List.of("auth", "bib", "hold", "nb", "sao", "bib:SEK", "hold:Ål")) {
            for (var prefix : List.of("marcxml", "jsonld")) {
                for (var verb : List.of("ListRecords", "ListIdentifiers")) {
                    var harvested = client.harvest("verb=" + verb, "metadataPrefix=" + prefix, "set=" + set);
                    assertThat(harvested).as("%s %s %s", verb, prefix, set).containsExactlyElementsOf(ids(set));
                }
            }
        }
    }

    @Test
    void pagesComeInTheOrderOfChange() {
        var stamps = client.pages("verb=ListIdentifiers", "metadataPrefix=marcxml").stream()
                .flatMap(p -> Pattern.compile("<datestamp>([^<]+)<").matcher(p).results())
                .map(m -> OffsetDateTime.parse(m.group(1)).toInstant())
                .toList();
        assertThat(stamps).hasSize(WIDE.catalogue().rows()).isSorted();
        // Some share a time: a token that knew the time alone would lose or repeat them.
        assertThat(new HashSet<>(stamps)).hasSizeLessThan(stamps.size());
    }

    @Test
    void pagesMayBeEmptyAndTheLastHasAnEmptyToken() {
        var pages = client.pages("verb=ListRecords", "metadataPrefix=marcxml", "set=bib:S");
        assertThat(pages.get(0)).contains("<ListRecords><resumptionToken>").doesNotContain("<record>");
        assertThat(pages.get(pages.size() - 1)).contains("<resumptionToken/></ListRecords></OAI-PMH>");
        assertThat(wide.text("verb=ListRecords", "metadataPrefix=jsonld", "set=bib:S"))
                .doesNotContain("resumptionToken");
    }

    @Test
    void aPageThatExactlyHoldsTheSetIsTheLast() {
        var window = new String[] {
            "verb=ListIdentifiers",
            "metadataPrefix=jsonld",
            "set=bib",
            "until=" + tenthBib().modified()
        };
        assertThat(client.pages(window)).hasSize(1);
        assertThat(client.harvest(window)).hasSize(10);
    }

    private static Entry tenthBib() {
        var bibs = WIDE.catalogue().entries().filter(e -> e.kind() == Kind.BIB).toList();
        assertThat(bibs.get(10).modified()).isAfter(bibs.get(9).modified());
        return bibs.get(9);
    }

    @Test
    void tokensAreJsonAndKeepTheWindow() throws IOException {
        var page = client.text("verb=ListRecords", "metadataPrefix=jsonld", "set=bib", "from=2019-01-01");
        var token = new ObjectMapper()
                .readTree(Base64.getUrlDecoder().decode(Client.token(page).orElseThrow()));
        assertThat(token.get("p").asText()).isEqualTo("jsonld");
        assertThat(token.get("s").asText()).isEqualTo("bib");
        assertThat(token.get("f").asText()).isEqualTo("2019-01-01T00:00:00Z");
        assertThat(Instant.parse(token.get("u").asText()))
                .isBetween(Instant.now().minusSeconds(60), Instant.now());
    }

    @Test
    void bothEndsOfAWindowBelongToIt() {
        var bib = tenthBib();
        var at = bib.modified().toString();
        assertThat(wide.harvest("verb=ListIdentifiers", "metadataPrefix=jsonld", "from=" + at, "until=" + at))
                .contains(bib.uri());
        var before = bib.modified().minusMillis(1).toString();
        assertThat(wide.harvest("verb=ListIdentifiers", "metadataPrefix=jsonld", "set=bib", "until=" + before))
                .doesNotContain(bib.uri());
        var after = bib.modified().plusMillis(1).toString();
        assertThat(wide.harvest("verb=ListIdentifiers", "metadataPrefix=jsonld", "set=bib", "from=" + after))
                .doesNotContain(bib.uri());
    }

    @Test
    void aDateIsItsFirstMomentAndOffsetsCount() {
        var bib = tenthBib();
        var day = bib.modified().toString().substring(0, 10);
        assertThat(wide.harvest("verb=ListIdentifiers", "metadataPrefix=jsonld", "from=" + day))
                .contains(bib.uri());
        assertThat(wide.harvest("verb=ListIdentifiers", "metadataPrefix=jsonld", "until=" + day))
                .doesNotContain(bib.uri());
        var local = bib.modified().atOffset(ZoneOffset.ofHours(5)).toString();
        assertThat(wide.harvest("verb=ListIdentifiers", "metadataPrefix=jsonld", "from=" + local, "until=" + local))
                .contains(bib.uri());
    }

    @Test
    void datestampsAreLocalWithUnevenFractions() {
        var stamps = WIDE.catalogue().entries().map(Entry::datestamp).toList();
        for (var form : List.of("\\d\\d", "\\d\\d\\.\\d", "\\d\\d\\.\\d\\d", "\\d\\d\\.\\d\\d\\d")) {
            for (var offset : List.of("\\+01:00", "\\+02:00")) {
                assertThat(stamps).anyMatch(s -> s.matches("20\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:" + form + offset));
            }
        }
        assertThat(stamps).noneMatch(s -> s.contains(".") && s.contains("0+"));
    }

    @Test
    void deletedRecordsKeepTheirHeaderAndBib() {
        var holding = some(Kind.HOLDING, true);
        var plain = wide.text("verb=GetRecord", "metadataPrefix=marcxml", "identifier=" + holding.uri());
        assertThat(plain)
                .contains("<header status=\"deleted\"><identifier>" + holding.uri())
                .contains("<setSpec>hold:" + holding.sigel()
                        + "</setSpec></header><about><itemOf id=\"https://libris.kb.se/" + holding.itemOf()
                        + "#it\"/><agent name=")
                .doesNotContain("<metadata>");
        var data = wide.text(
                "verb=GetRecord", "metadataPrefix=marcxml", "x-withDeletedData=true", "identifier=" + holding.uri());
        assertThat(data).contains("<header status=\"deleted\">").contains("<leader>     du  a");
        assertThat(wide.text("verb=ListRecords", "metadataPrefix=jsonld", "x-withDeletedData=true", "set=bib"))
                .contains("\"recordStatus\":\"marc:Deleted\"");
        assertError(
                wide.text("verb=GetRecord", "metadataPrefix=marcxml", "identifier=" + holding.thing()),
                "noRecordsMatch",
                "");
    }

    @Test
    void findsARecordByAnyOfItsAddresses() {
        var bib = WIDE.catalogue()
                .entries()
                .filter(e -> e.kind() == Kind.BIB && !e.deleted() && Fnurgel.isLegacy(e.row()))
                .findFirst()
                .orElseThrow();
        var topic = some(Kind.TOPIC, false);
        for (var address : List.of(
                bib.uri(),
                bib.thing(),
                "http://libris.kb.se/bib/" + bib.controlNumber(),
                "http://libris.kb.se/resource/bib/" + bib.controlNumber())) {
            assertThat(wide.text("verb=GetRecord", "metadataPrefix=marcxml", "identifier=" + address))
                    .contains("<identifier>" + bib.uri() + "</identifier>");
        }
        assertThat(wide.text(
                        "verb=GetRecord",
                        "metadataPrefix=marcxml",
                        "identifier=" + Descriptions.thing(WIDE.catalogue(), topic)))
                .contains("<identifier>" + topic.uri() + "</identifier>");
        assertError(
                wide.text("verb=GetRecord", "metadataPrefix=marcxml", "identifier=" + bib.id()), "noRecordsMatch", "");
    }

    @Test
    void worksCarryNoSet() {
        var work = some(Kind.WORK, false);
        assertThat(wide.text("verb=GetRecord", "metadataPrefix=marcxml", "identifier=" + work.uri()))
                .contains("</datestamp></header>");
        assertThat(ids("auth")).doesNotContain(work.uri());
    }

    @Test
    void marcCarriesTheIdInItsLastField() {
        var bib = some(Kind.BIB, false);
        var marc = wide.text("verb=GetRecord", "metadataPrefix=marcxml", "identifier=" + bib.uri());
        assertThat(marc)
                .contains("<record xmlns=\"http://www.loc.gov/MARC21/slim\" type=\"Bibliographic\"><leader>     ")
                .contains("<controlfield tag=\"001\">" + bib.controlNumber() + "</controlfield>")
                .contains("tag=\"887\"><subfield code=\"a\">{\"@id\":\"" + bib.id() + "\",\"modified\":\""
                        + bib.datestamp()
                        + "\"}</subfield><subfield code=\"2\">librisxl</subfield></datafield></record></metadata>");
        var leader = marc.replaceFirst("(?s).*<leader>(.*?)</leader>.*", "$1");
        assertThat(leader).hasSize(24);
    }

    @Test
    void everyRecordIsWellFormedInEveryFormat() {
        for (var prefix : Prefix.ALL) {
            var page = Client.xml(wide.text("verb=ListRecords", "metadataPrefix=" + prefix.name(), "set=bib"));
            assertThat(page.getElementsByTagName("metadata").getLength()).isGreaterThan(200);
            assertThat(page.getDocumentElement().getTextContent()).doesNotContain(Metadata.CONVERSION_FAILED);
        }
    }

    @Test
    void jsonLdIsAGraphInCdata() throws IOException {
        var bib = some(Kind.BIB, false);
        var plain = wide.text("verb=GetRecord", "metadataPrefix=jsonld", "identifier=" + bib.uri());
        var expanded = wide.text("verb=GetRecord", "metadataPrefix=jsonld_expanded", "identifier=" + bib.uri());
        var json = new ObjectMapper();
        var graph = json.readTree(cdata(plain)).get("@graph");
        assertThat(graph).hasSize(2);
        assertThat(graph.get(0).get("mainEntity").get("@id"))
                .isEqualTo(graph.get(1).get("@id"));
        assertThat(json.readTree(cdata(expanded)).get("@graph")).hasSizeGreaterThan(2);
    }

    private static String cdata(String answer) {
        return answer.substring(answer.indexOf("<![CDATA[") + 9, answer.indexOf("]]>"));
    }

    @Test
    void originalScriptIsLinked() {
        var page = wide.text("verb=ListRecords", "metadataPrefix=marcxml", "set=bib");
        for (var script : List.of("(N", "(3", "$1")) {
            assertThat(page).contains("tag=\"880\"><subfield code=\"6\">245-02/" + script);
        }
        assertThat(page).containsPattern("[а-я]{4}").containsPattern("[ء-ي]{3}").containsPattern("[一-龥]{2}");
    }

    @Test
    void includeholdTellsOfEveryLibrary() {
        var bib = WIDE.catalogue()
                .entries()
                .filter(e ->
                        e.kind() == Kind.BIB && WIDE.catalogue().holdings(e).size() == 2)
                .findFirst()
                .orElseThrow();
        var answer = wide.text("verb=GetRecord", "metadataPrefix=marcxml_includehold", "identifier=" + bib.uri());
        for (var holding : WIDE.catalogue().holdings(bib)) {
            assertThat(answer)
                    .contains("<holding sigel=\"" + holding.sigel() + "\" id=\"" + holding.id()
                            + "\"><record xmlns=\"http://www.loc.gov/MARC21/slim\" type=\"Holdings\">");
        }
        assertThat(answer).containsPattern("</metadata><about><holding .*<auth id=.*</about><about><agent ");
    }

    @Test
    void identifiersHaveAboutBeside() {
        assertThat(wide.text("verb=ListIdentifiers", "metadataPrefix=jsonld", "set=hold"))
                .contains("<ListIdentifiers><header>")
                .containsPattern("</header><about><itemOf id=\"[^\"]+\"/><agent name=\"[^\"]+\"/></about><header>");
    }

    @Test
    void withoutTheSlashItSendsTheClientThere() throws IOException {
        var request = HttpRequest.newBuilder(SANDBOX.baseUrl().resolve("/api/oaipmh?verb=Identify"))
                .build();
        var answer = client.send(request);
        assertThat(answer.statusCode()).isEqualTo(301);
        assertThat(answer.headers().firstValue("Location"))
                .hasValue(SANDBOX.oaiPmh().toString());
    }

    @Test
    void otherPathsAreNotFound() throws IOException {
        var request =
                HttpRequest.newBuilder(SANDBOX.baseUrl().resolve("/nothing")).build();
        assertThat(client.send(request).statusCode()).isEqualTo(404);
    }
}
