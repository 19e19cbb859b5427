package org.bokbuss.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bokbuss.split.Pages.END;
import static org.bokbuss.split.Pages.OAI;
import static org.bokbuss.split.Pages.START;
import static org.bokbuss.split.Pages.given;
import static org.bokbuss.split.Pages.marc;
import static org.bokbuss.split.Pages.page;
import static org.bokbuss.split.Pages.split;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bokbuss.split.Pages.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class XmlSplitterTest {
    private static final String ONE = marc("b1", "Öppna data för småbibliotek");
    private static final String TWO = marc("b2", "Räksmörgås 🦐 på berget");
    private static final String THREE = marc("b3", "Havet &amp; himlen");

    @Test
    void givesEachOuterRecordOnceWithTheNamespaceItNeeds() {
        Outcome outcome = split(page(ONE, TWO, THREE));
        assertThat(outcome.texts()).containsExactly(given(ONE), given(TWO), given(THREE));
        assertThat(outcome.complete()).isTrue();
    }

    @Test
    void tellsWhereEachRecordStartsInThePage() {
        byte[] page = page(ONE, TWO).getBytes(StandardCharsets.UTF_8);
        List<Piece> records = split(page).records();
        int second = START.length() + ONE.getBytes(StandardCharsets.UTF_8).length;
        assertThat(records).extracting(Piece::offset).containsExactly((long) START.length(), (long) second);
    }

    @Test
    void givesTheSameWhenBytesTrickleIn() {
        byte[] page = page(ONE, TWO, "<!-- å -->", THREE).getBytes(StandardCharsets.UTF_8);
        assertThat(split(Pages.trickle(page), OAI, "record").texts())
                .isEqualTo(split(page).texts());
    }

    @Test
    void findsElementsOfSeveralNamesAndSaysWhich() {
        String page = START + ONE + "<resumptionToken cursor='0'>a&amp;b</resumptionToken>" + END;
        Outcome outcome = split(stream(page), OAI, "record", "error", "resumptionToken");
        assertThat(outcome.records()).extracting(Piece::name).containsExactly("record", "resumptionToken");
        assertThat(outcome.records().get(1).element().text()).isEqualTo("a&b");
    }

    @Test
    void leavesElementsOfAnotherNamespaceAlone() {
        assertThat(split("<a xmlns='urn:x'><record/></a>").records()).isEmpty();
    }

    @Test
    void doesNotGiveARecordNestedInARecordOnItsOwn() {
        String nested = "<record><metadata><record>inner</record><record/></metadata></record>";
        assertThat(split(page(nested, ONE)).texts()).containsExactly(given(nested), given(ONE));
    }

    @Test
    void givesARecordThatClosesItself() {
        String declared = "<record xmlns=\"" + OAI + "\"";
        assertThat(split(page("<record/>", "<record a='>/'/>", ONE)).texts())
                .containsExactly(declared + "/>", declared + " a='>/'/>", given(ONE));
    }

    @Test
    void addsPrefixesDeclaredAroundARecordButNotThoseItDeclaresItself() {
        String page = "<o:r xmlns:o='" + OAI + "' xmlns:dc='urn:dc?a&amp;b' xmlns:x='urn:x'>"
                + "<o:record xmlns:x='urn:y'><dc:title x:lang='sv'>å</dc:title></o:record></o:r>";
        Piece record = split(page).only();
        assertThat(record.sound()).isTrue();
        assertThat(new String(record.bytes(), StandardCharsets.UTF_8))
                .isEqualTo("<o:record xmlns:dc=\"urn:dc?a&amp;b\" xmlns:o=\"" + OAI
                        + "\" xmlns:x='urn:y'><dc:title x:lang='sv'>å</dc:title></o:record>");
    }

    @Test
    void isNotMisledByMarkupThatIsText() {
        String odd = "<record a='>' b=\"/>\"><!-- </record><record> --><?pi </record>?>"
                + "<![CDATA[</record><record>]]]]>]]&gt;</record>";
        assertThat(split(page(odd, ONE)).soundTexts()).hasSize(2);
    }

    @Test
    void namesTheDocumentElement() {
        XmlSplitter splitter = new XmlSplitter(stream("<html><body>Underhåll</body></html>"), OAI, "record");
        assertThat(splitter.hasNext()).isFalse();
        assertThat(splitter.documentElement().getLocalPart()).isEqualTo("html");
    }

    @Test
    void takesTheDocumentElementItselfForARecord() {
        assertThat(split("<record xmlns='" + OAI + "'>å</record><!-- slut -->").complete())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ISO-8859-1", "windows-1252", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-8", "US-ASCII"})
    void readsPagesOfAnyEncoding(String encoding) {
        String record = encoding.startsWith("UTF") ? TWO : encoding.equals("US-ASCII") ? THREE : ONE;
        String page = page(record).replace("UTF-8", encoding);
        assertThat(split(page.getBytes(Charset.forName(encoding))).texts()).containsExactly(given(record));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-8", "UTF-32LE", "UTF-32BE"})
    void readsTheByteOrderMark(String encoding) {
        String page = "\uFEFF" + page(TWO).replace(" encoding='UTF-8'", "");
        assertThat(split(page.getBytes(Charset.forName(encoding))).texts()).containsExactly(given(TWO));
    }

    @Test
    void neverReplacesWhatMeansNothingInTheDeclaredEncoding() {
        byte[] page = page(ONE, "<record>\u0001</record>", THREE)
                .replace("UTF-8", "US-ASCII")
                .replace("Öppna data för småbibliotek", "x")
                .getBytes(StandardCharsets.US_ASCII);
        page[new String(page, StandardCharsets.US_ASCII).indexOf('\u0001')] = (byte) 0xE5;
        Outcome outcome = split(page);
        assertThat(outcome.records()).extracting(Piece::sound).containsExactly(true, false, true);
        assertThat(outcome.records().get(1).fault()).contains("U+FFFF", "US-ASCII");
    }

    @Test
    void refusesAPageWhoseBytesContradictItsDeclaration() {
        byte[] page = page(ONE).getBytes(StandardCharsets.UTF_16LE);
        assertThat(split(page).stopped()).isInstanceOf(PageException.class).hasMessageContaining("declares encoding");
        assertThat(split(page(ONE).replace("UTF-8", "x-finns-inte")).stopped()).hasMessageContaining("not known");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '`',
            value = {
                "a\u0001b ¦ control character 0x01",
                "<a> ¦ expected </a>",
                "</a> ¦ expected </record>",
                "<a></b> ¦ expected </a>",
                "<x:a/> ¦ undeclared prefix x",
                "<a x:b='1'/> ¦ undeclared prefix x",
                "<a xmlns:p='urn:p'>x</a><p:b/> ¦ undeclared prefix p",
                "&nbsp; ¦ undeclared entity &nbsp;",
                "a & b ¦ begins no reference",
                "&#0; ¦ forbidden character",
                "&#xD800; ¦ forbidden character",
                "&#x110000; ¦ forbidden character",
                "&#99999999999999999; ¦ forbidden character",
                "&#; ¦ broken character reference",
                "<a b/> ¦ without a value",
                "<a b=c/> ¦ without quotes",
                "<a b='1'c='2'/> ¦ in a start tag",
                "<a b='1' b='2'/> ¦ an attribute twice",
                "<a xmlns:p='urn:x' xmlns:q='urn:x' p:b='1' q:b='2'/> ¦ an attribute twice",
                "<a xmlns:p=''/> ¦ not allowed",
                "<a xmlns:xml='urn:x'/> ¦ not allowed",
                "<a b='<'/> ¦ '<' in an attribute value",
                "]]> ¦ ']]>' in text",
                "<!-- a -- b --> ¦ '--' in a comment",
                "<!-- a ---> ¦ '--' in a comment",
                "<1/> ¦ where a name should be",
                "<a:b:c xmlns:a='urn:x'/> ¦ in a start tag",
                "<a×/> ¦ U+00D7 in a name",
                "a < b ¦ where a name should be",
                "<?xml version='1.0'?> ¦ only first in a page",
                "<!DOCTYPE a> ¦ document type declaration",
                "<![CDAT[x]]> ¦ where 'A' should be",
                "\uFFFE ¦ U+FFFE",
            })
    void setsARecordAsideWithTheReasonAndGivesItsNeighbours(String content, String reason) {
        String bad = "<record>å" + content.strip() + "</record>";
        Outcome outcome = split(page(ONE, bad, TWO));
        assertThat(outcome.records()).extracting(Piece::sound).containsExactly(true, false, true);
        assertThat(outcome.soundTexts()).containsExactly(given(ONE), given(TWO));
        assertThat(outcome.texts().get(1)).isEqualTo(bad);
        assertThat(outcome.records().get(1).fault()).contains(reason.strip()).containsPattern("at byte [0-9]+");
        assertThat(outcome.complete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FF",
                "C0 80",
                "E5",
                "ED A0 80",
                "F4 90 80 80",
                "E0 80 80",
                "F0 80 80 80",
                "80",
                "C3",
                "E2 82",
                "00"
            })
    void setsARecordOfInvalidBytesAside(String hex) throws IOException {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        page.write((START + ONE + "<record>å ").getBytes(StandardCharsets.UTF_8));
        for (String b : hex.split(" ")) {
            page.write(Integer.parseInt(b, 16));
        }
        page.write(("</record>" + TWO + END).getBytes(StandardCharsets.UTF_8));
        Outcome outcome = split(page.toByteArray());
        assertThat(outcome.records()).extracting(Piece::sound).containsExactly(true, false, true);
        assertThat(outcome.records().get(1).fault()).containsPattern("UTF-8|control character 0x00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<record a=1><header/></record>",
                "<record a=\"1><header/></record>",
                "<record a='1' a='1'/>",
                "<record><header><identifier>x</header></record>",
                "<record><header></identifier></header></record>",
                "<record><header/><metadata><record><leader/></metadata></record>",
                "<record><header/><record><leader/></record></metadata></record>",
                "<record><header/><metadata><record><leader/></record></record>",
                "<record><header/><metadata><record><leader/></record></metadata>",
                "<record><header/><metadata><record><leader/>",
                "<record><header/><metadata><record><lea",
                "<record><header/><metadata><![CDATA[{\"a\":1}</metadata></record>",
                "<record><header/><!-- aldrig stängd <metadata/></record>",
                "<record><header/><?pi aldrig stängd <metadata/></record>",
                "<record>&;</x></record></metadata></record>",
                "<record><header/></recor>",
                "<record><header/></record",
                "<record>",
            })
    void findsTheNextRecordWhateverTheDamagedOneLacks(String damaged) {
        Outcome outcome = split(page(ONE, damaged, TWO, THREE));
        assertThat(outcome.soundTexts()).containsExactly(given(ONE), given(TWO), given(THREE));
        assertThat(outcome.records()).hasSize(4);
        assertThat(outcome.texts().get(1)).isEqualTo(damaged);
        assertThat(outcome.complete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"</record>", "</subfield></datafield></record></metadata></record>", "</b>text<c>"})
    void setsEndTagsAsideThatADamagedRecordLeftBehind(String rest) {
        Outcome outcome = split(page(ONE, rest, TWO));
        assertThat(outcome.texts()).containsExactly(given(ONE), rest, given(TWO));
        assertThat(outcome.records().get(1).fault()).contains("expected </ListRecords>");
        assertThat(outcome.complete()).isTrue();
    }

    @Test
    void doesNotTakeAMissingEndOfTheListForDamage() {
        Outcome outcome = split(START + ONE + "</OAI-PMH>");
        assertThat(outcome.stopped()).hasMessageContaining("expected </ListRecords>");
    }

    @Test
    void findsTheParentsEndAfterADamagedLastRecord() {
        Outcome outcome = split(page(ONE, "<record><metadata>"));
        assertThat(outcome.texts()).containsExactly(given(ONE), "<record><metadata>");
        assertThat(outcome.complete()).isTrue();
    }

    @Test
    void doesNotTakeARecordNestedInADamagedOneForTheNext() {
        String damaged = "<record><a>\u0001</a><metadata><record>1</record><record>2</record></metadata></record>";
        Outcome outcome = split(page(damaged, ONE));
        assertThat(outcome.texts()).containsExactly(damaged, given(ONE));
    }

    @Test
    void makesNoRecordsOfWhatSomebodyWroteInADamagedOne() {
        String damaged = "<record>\u0001<![CDATA[</record><record>forged</record><record>]]>"
                + "<!--</record><record>forged</record><record>--></record>";
        assertThat(split(page(damaged, ONE)).texts()).containsExactly(damaged, given(ONE));
    }

    @Test
    void setsARecordAsideThatSwallowedTheNextThroughASectionWithoutEnd() {
        String open = "<record><metadata><![CDATA[{\"a\":1}</metadata></record>";
        String closed = "<record><metadata><![CDATA[{\"b\":2}]]></metadata></record>";
        Outcome outcome = split(page(ONE, open, closed, closed));
        assertThat(outcome.texts()).containsExactly(given(ONE), open + closed, given(closed));
        assertThat(outcome.records().get(1).fault()).contains("swallowed the next record");
    }

    @Test
    void leavesXmlInASectionAlone() {
        String quoting = "<record><![CDATA[<a><record>1</record><record>2</record></a>]]></record>";
        assertThat(split(page(quoting)).only().sound()).isTrue();
    }

    @Test
    void findsTheNextRecordThoughALaterOneClosesAComment() {
        String open = "<record><a/><!-- aldrig stängd <b/></record>";
        String closed = "<record><!-- stängd --></record>";
        assertThat(split(page(open, TWO, closed)).texts()).containsExactly(open, given(TWO), given(closed));
    }

    @Test
    void readsAPageOfSectionsWithoutEndInReasonableTime() {
        String open = "<record><metadata><![CDATA[{\"a\":1}</metadata></record>";
        Outcome outcome = split(page(open.repeat(20_000), ONE));
        assertThat(outcome.records()).hasSize(20_001);
        assertThat(outcome.soundTexts()).containsExactly(given(ONE));
    }

    /** Each start of a section was looked after through all that followed, or through as much as a record may be. */
    @ParameterizedTest
    @CsvSource({"<?, ''", "<!, ''", "<!, '-- x'", "<![, ''", "</x></record><?, ''", "</x></record><!--, '-- x'"})
    void readsARecordOfStartsOfSectionsOnce(String start, String after) {
        String damaged = "<record><a>" + start.repeat(1_000_000) + after + "</a></record>";
        for (int largest : new int[] {100_000, XmlSplitter.LARGEST}) {
            XmlSplitter splitter = new XmlSplitter(stream(page(ONE, damaged)), largest, OAI, "record");
            assertThat(Pages.read(splitter).records().get(0).sound()).isTrue();
        }
    }

    @Test
    void takesTheLimitSeriouslyForARecordThatIsInMemoryAnyway() {
        XmlSplitter splitter = new XmlSplitter(stream(page(ONE, TWO)), 100, OAI, "record");
        assertThat(Pages.read(splitter).records())
                .extracting(Piece::fault)
                .containsOnly("larger than 100 bytes (harvest.max-record)");
    }

    @Test
    void readsOnAfterADamagedHeaderWithOtherElementsBetween() {
        String page = "<OAI-PMH xmlns='" + OAI + "'><ListIdentifiers><header>\u0001</header><about/>"
                + "<header>b</header><about/></ListIdentifiers></OAI-PMH>";
        Outcome outcome = split(stream(page), OAI, "header");
        assertThat(outcome.records()).extracting(Piece::sound).containsExactly(false, true);
    }

    @Test
    void keepsOnlyTheFirstOfARecordThatIsTooLarge() {
        String large = "<record><a>" + "ö".repeat(400_000) + "</a></record>";
        XmlSplitter splitter = new XmlSplitter(stream(page(ONE, large, TWO)), 100_000, OAI, "record");
        Outcome outcome = Pages.read(splitter);
        assertThat(outcome.soundTexts()).containsExactly(given(ONE), given(TWO));
        assertThat(outcome.records().get(1).fault()).isEqualTo("larger than 100000 bytes (harvest.max-record)");
        assertThat(large).startsWith(outcome.texts().get(1).substring(0, 1000));
        assertThat(outcome.records().get(1).bytes()).hasSizeLessThanOrEqualTo(1 << 16);
    }

    @Test
    void limitsDepthAndAttributes() {
        String deep = "<record>" + "<a>".repeat(1000) + "</a>".repeat(1000) + "</record>";
        StringBuilder wide = new StringBuilder("<record");
        for (int i = 0; i <= 1000; i++) {
            wide.append(" a").append(i).append("=''");
        }
        Outcome outcome = split(page(deep, wide + "/>", ONE));
        assertThat(outcome.records()).extracting(Piece::sound).containsExactly(false, false, true);
        assertThat(outcome.records().get(0).fault()).contains("deeper than 1000");
        assertThat(outcome.records().get(1).fault()).contains("more than 1000 attributes");
    }

    @Test
    void refusesADocumentTypeBeforeAnythingIsExpanded() {
        String page = "<!DOCTYPE a [<!ENTITY b \"" + "lol".repeat(10) + "\">]><a>&b;</a>";
        assertThat(split(page).stopped())
                .isInstanceOf(PageException.class)
                .hasMessage("a page with a document type declaration is refused, at byte 0");
    }

    @Test
    void saysThatAPageWasCutAfterTheRecordsBeforeTheCut() {
        String page = page(ONE, TWO);
        String cut = page.substring(0, page.lastIndexOf("<subfield"));
        Outcome outcome = split(cut);
        assertThat(outcome.texts()).containsExactly(given(ONE));
        assertThat(outcome.complete()).isFalse();
        assertThat(outcome.stopped())
                .isInstanceOf(PageException.class)
                .hasMessageStartingWith("cut: the page ends inside <record>")
                .hasMessageEndingWith("at byte " + cut.getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void noPageCutAnywhereIsComplete() {
        byte[] page =
                page(ONE, "<!-- å --><?pi å?><x a='1'/>&#229;<![CDATA[å]]>").getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < page.length; length++) {
            Outcome outcome = split(new ByteArrayInputStream(page, 0, length), OAI, "record");
            assertThat(outcome.complete()).isFalse();
            assertThat(outcome.stopped()).isInstanceOf(PageException.class).hasMessageStartingWith("cut: ");
        }
        assertThat(split(page).complete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<p>", "text", "<x/>", "&amp;", "<![CDATA[]]>", "</OAI-PMH>", "\u0000", "<?xml?>", "<!--"})
    void isNotCompleteWithJunkAfterTheDocumentElement(String junk) {
        Outcome outcome = split(page(ONE) + " \n" + junk);
        assertThat(outcome.texts()).containsExactly(given(ONE));
        assertThat(outcome.complete()).isFalse();
        assertThat(outcome.stopped()).isInstanceOf(PageException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<a", "&x;", "\u0001", "<x:y/>", "]]>", "<a b=1/>"})
    void stopsAtAMalformedEnvelopeAndSaysWhere(String junk) {
        Outcome outcome = split(page(ONE, junk, TWO));
        assertThat(outcome.texts()).containsExactly(given(ONE));
        assertThat(outcome.stopped())
                .isInstanceOf(PageException.class)
                .message()
                .containsPattern("at byte [0-9]+");
    }

    @Test
    void givesWhatCameBeforeTheStreamFailedAndThenTheFailure() {
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        };
        InputStream page = new SequenceInputStream(stream(START + ONE + TWO), failing);
        Outcome outcome = split(page, OAI, "record");
        assertThat(outcome.texts()).containsExactly(given(ONE), given(TWO));
        assertThat(outcome.stopped()).hasMessage("connection reset");
    }

    @Test
    void goesOnThrowingOnceItHasStopped() {
        XmlSplitter splitter = new XmlSplitter(stream("<a>"), OAI, "record");
        assertThatThrownBy(splitter::hasNext).hasMessageContaining("cut");
        assertThatThrownBy(splitter::next).hasMessageContaining("cut");
    }

    @Test
    void holdsOnlyTheCurrentRecordHoweverLongThePage() {
        byte[] record = ONE.getBytes(StandardCharsets.UTF_8);
        long records = 200_000;
        InputStream endless = new InputStream() {
            private long given;

            @Override
            public int read() {
                return -1;
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                int at = (int) (given % record.length);
                int count = Math.min(length, record.length - at);
                if (given >= records * record.length) {
                    return -1;
                }
                System.arraycopy(record, at, target, offset, count);
                given += count;
                return count;
            }
        };
        // A window that grew with the page would run into this limit.
        XmlSplitter splitter = new XmlSplitter(new SequenceInputStream(stream(START), endless), 100_000, OAI, "record");
        for (long i = 0; i < records; i++) {
            Piece next = splitter.next();
            if (!next.sound() || next.offset() != START.length() + i * record.length) {
                throw new AssertionError("record " + i + " at " + next.offset() + ": " + next.fault());
            }
        }
        assertThatThrownBy(splitter::hasNext).hasMessageStartingWith("cut: ");
    }

    private static InputStream stream(String page) {
        return new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8));
    }
}
