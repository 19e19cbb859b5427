package org.bokbuss.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XmlElementTest {
    private static final String RECORD = "<record xmlns='urn:oai' xmlns:xsi=\"urn:xsi\">"
            + "<header status='deleted'><identifier>å&amp;ö</identifier><setSpec>a</setSpec><setSpec>b</setSpec></header>"
            + "<!-- <metadata/> --><metadata> \n<m:record xmlns:m='urn:m'><m:a b='>'/></m:record>\n</metadata>"
            + "<about><x xmlns='urn:x'/></about><about/></record>";

    @Test
    void givesTheChildrenInOrder() {
        assertThat(parse(RECORD).children())
                .extracting(XmlElement::name)
                .containsExactly("header", "metadata", "about", "about");
    }

    @Test
    void givesAttributesAndTextDecoded() {
        XmlElement header = parse(RECORD).child("header").orElseThrow();
        assertThat(header.attribute("status")).contains("deleted");
        assertThat(header.attribute("stat")).isEmpty();
        assertThat(header.child("identifier").orElseThrow().text()).isEqualTo("å&ö");
        assertThat(header.children().subList(1, 3)).extracting(XmlElement::text).isEqualTo(List.of("a", "b"));
    }

    @Test
    void decodesEveryReferenceInAnAttribute() {
        XmlElement element = parse("<a b = '&lt;&gt;&amp;&quot;&apos;&#229;&#x1F990;\n\t' c=\"&#10;\"/>");
        assertThat(element.attribute("b")).contains("<>&\"'å🦐  ");
        assertThat(element.attribute("c")).contains("\n");
    }

    @Test
    void opensSectionsInText() {
        String text = "<a>1<![CDATA[{\"a\":\"<b>&amp;]]\"}]]>&amp;<!-- no --><?no no?><b>2</b>\r\n</a>";
        assertThat(parse(text).text()).isEqualTo("1{\"a\":\"<b>&amp;]]\"}&2\n");
    }

    @Test
    void givesASingleElementWithinAsItCanStandAlone() {
        XmlElement metadata = parse(RECORD).child("metadata").orElseThrow();
        assertThat(new String(metadata.innerBytes(), StandardCharsets.UTF_8))
                .isEqualTo("<m:record xmlns=\"urn:oai\" xmlns:xsi=\"urn:xsi\" xmlns:m='urn:m'><m:a b='>'/></m:record>"
                        .replace("xmlns=\"urn:oai\"", "xmlns='urn:oai'"));
    }

    @Test
    void givesAnythingElseWithinAsItIs() {
        assertThat(inner("<a>Error: Document conversion failed.</a>")).isEqualTo("Error: Document conversion failed.");
        assertThat(inner("<a><b/><c/></a>")).isEqualTo("<b/><c/>");
        assertThat(inner("<a/>")).isEmpty();
    }

    @Test
    void doesNotAddADeclarationThatTheElementOverrides() {
        XmlElement about = parse(RECORD).children().get(2);
        assertThat(new String(about.innerBytes(), StandardCharsets.UTF_8))
                .isEqualTo("<x xmlns:xsi=\"urn:xsi\" xmlns='urn:x'/>");
    }

    @Test
    void findsOneChildAloneAmongOtherThings() {
        assertThat(inner("<r><a>x<b><c/></b></a></r>")).isEqualTo("<a>x<b><c/></b></a>");
        XmlElement a = parse("<r><a><!--1--><b><c/></b> <?p?></a><a><b/><b/></a><a>x<b/></a></r>");
        assertThat(a.children()).extracting(x -> x.children().size()).containsExactly(1, 2, 1);
        assertThat(a.children().get(0).children()).hasToString("[<b><c/></b>]");
        assertThat(a.children().get(1).children()).hasToString("[<b/>, <b/>]");
        assertThat(a.children().get(2).children()).hasToString("[<b/>]");
    }

    @Test
    void knowsNamespaces() {
        XmlElement record = parse(RECORD);
        XmlElement marc = record.children().get(1).children().get(0);
        assertThat(record.namespace()).isEqualTo("urn:oai");
        assertThat(marc.name()).isEqualTo("record");
        assertThat(marc.namespace()).isEqualTo("urn:m");
        assertThat(parse("<a/>").namespace()).isEmpty();
        assertThat(parse("<a xmlns='urn:x'><b xmlns=''/></a>").children().get(0).namespace())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "<a>", "<a/> ", "<a/><b/>", "<a>&x;</a>", "<a></b>", "<x:a/>"})
    void refusesWhatIsNoElement(String xml) {
        assertThatThrownBy(() -> parse(xml)).isInstanceOf(IllegalArgumentException.class);
    }

    private static XmlElement parse(String xml) {
        return XmlElement.parse(xml.getBytes(StandardCharsets.UTF_8));
    }

    private static String inner(String xml) {
        return new String(parse(xml).innerBytes(), StandardCharsets.UTF_8);
    }
}
