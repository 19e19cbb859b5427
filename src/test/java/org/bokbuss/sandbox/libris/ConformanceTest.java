package org.bokbuss.sandbox.libris;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bokbuss.sandbox.Client;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.sandbox.wire.Request;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Holds the sandbox against recordings of a real Libris XL: asked the same kind of question, it must answer in the same
 * shape. Runs where the recordings are; {@code -Dbokbuss.recordings=…} says where.
 */
class ConformanceTest {
    private static final Path RECORDINGS = Path.of(System.getProperty("bokbuss.recordings", "../shared/recordings"))
            .resolve("oaipmh");

    /** Older than every recorded window, so that what was empty then is empty here. */
    private static final Instant NEWEST = Instant.parse("2023-12-31T00:00:00Z");

    private static final Sandbox SANDBOX = Sandbox.with().newest(NEWEST).start();
    private static final Sandbox SMALL_PAGES =
            Sandbox.with().newest(NEWEST).pageSize(10).start();

    /** What a record's content may hold differs with the book; that it is there, and its first elements, do not. */
    private static final Set<String> CONTENT = Set.of("record", "dc", "RDF");

    @AfterAll
    static void close() {
        SANDBOX.close();
        SMALL_PAGES.close();
    }

    @TestFactory
    Stream<DynamicTest> answersHaveTheRecordedShape() throws IOException {
        assumeTrue(Files.isDirectory(RECORDINGS), "no recordings at " + RECORDINGS);
        try (var files = Files.list(RECORDINGS)) {
            return files
                    .filter(f -> f.toString().endsWith(Recording.REQUEST))
                    .sorted()
                    .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> compare(f)))
                    .toList()
                    .stream();
        }
    }

    private static void compare(Path file) throws IOException {
        var recording = Recording.read(file);
        var asked = recording.request();
        assumeTrue(asked.method().equals("GET"), "other methods have tests of their own");
        var recorded =
                read(file.resolveSibling(file.getFileName().toString().replace(Recording.REQUEST, ".response.body")));
        var answered = ask(asked, recorded);
        if (isError(recorded) || !hasRecords(recorded)) {
            assertThat(shape(answered)).isEqualTo(shape(recorded));
            return;
        }
        assertThat(envelope(answered)).isEqualTo(envelope(recorded));
        var known = kinds(answered);
        if (asked.parameter("resumptionToken").isPresent()) {
            // A page shows some of the kinds; any page may show any of them.
            known.addAll(kinds(Client.xml(new Client(SANDBOX).text("verb=ListIdentifiers", "metadataPrefix=jsonld"))
                    .getDocumentElement()));
        }
        assertThat(kinds(recorded)).allSatisfy(kind -> assertThat(known).contains(kind));
    }

    private static Element read(Path file) throws IOException {
        return Client.xml(Files.readString(file, StandardCharsets.UTF_8)).getDocumentElement();
    }

    /**
     * Asks the sandbox about its own records what was asked about others: an identifier becomes that of a record of the
     * same kind, a window becomes all time, a sigel one that holds something, a token a token.
     */
    private static Element ask(Request asked, Element recorded) {
        var token = asked.parameter("resumptionToken").filter(t -> t.length() > 20);
        var client = new Client(token.isPresent() ? SMALL_PAGES : SANDBOX);
        var parameters = new ArrayList<String>();
        for (var parameter : asked.parameters()) {
            parameters.add(parameter.name() + "=" + translate(parameter, recorded));
        }
        if (token.isEmpty()) {
            var page = client.text(parameters.toArray(String[]::new));
            var wanted = Client.token(page).isEmpty() && !tokens(recorded).isEmpty();
            return Client.xml(wanted ? emptyFirstPage(parameters) : page).getDocumentElement();
        }
        var verb = "verb=" + asked.parameter("verb").orElseThrow();
        var pages = new Client(SMALL_PAGES).pages(verb, "metadataPrefix=jsonld");
        return Client.xml(withToken(pages.get(pages.size() - 1), token.get())).getDocumentElement();
    }

    private static String withToken(String page, String token) {
        return page.replaceFirst("resumptionToken=\"[^\"]*\"", "resumptionToken=\"" + token + "\"");
    }

    private static String emptyFirstPage(List<String> parameters) {
        return new Client(SMALL_PAGES).text(parameters.toArray(String[]::new));
    }

    private static String translate(Request.Parameter parameter, Element recorded) {
        if (parameter.name().equals("identifier") && !isError(recorded)) {
            return counterpart(recorded).uri();
        }
        if (parameter.name().equals("identifier")
                && parameter.value().equals("https://libris.kb.se/xlxjpgrjvwckfllh")) {
            return first(Kind.BIB, true).uri();
        }
        if (parameter.name().equals("from") && !isError(recorded)) {
            return "2018-01-01";
        }
        if (parameter.name().equals("until") && !isError(recorded)) {
            return "2030-01-01T00:00:00Z";
        }
        return parameter.value().equals("hold:Nätbib") ? "hold:Ål" : parameter.value();
    }

    private static Entry counterpart(Element recorded) {
        var header = elements(recorded, "header");
        var deleted = !header.isEmpty() && header.get(0).hasAttribute("status");
        var set =
                elements(recorded, "setSpec").stream().map(Node::getTextContent).findFirst();
        var topic = recorded.getTextContent().contains("https://id.kb.se/term/sao/")
                || !elements(recorded, "datafield").stream()
                        .filter(f -> f.getAttribute("tag").equals("150"))
                        .toList()
                        .isEmpty();
        return first(
                switch (set.orElse(header.isEmpty() ? "bib" : "")) {
                    case "bib" -> Kind.BIB;
                    case "hold" -> Kind.HOLDING;
                    case "auth" -> topic ? Kind.TOPIC : Kind.PERSON;
                    default -> Kind.WORK;
                },
                deleted);
    }

    private static Entry first(Kind kind, boolean deleted) {
        return SANDBOX.catalogue()
                .entries()
                .filter(e -> e.kind() == kind && e.deleted() == deleted)
                .filter(e -> kind != Kind.BIB
                        || deleted
                        || !SANDBOX.catalogue().holdings(e).isEmpty())
                .findFirst()
                .orElseThrow();
    }

    private static boolean isError(Element answer) {
        return !elements(answer, "error").isEmpty();
    }

    private static boolean hasRecords(Element answer) {
        return !elements(answer, "header").isEmpty();
    }

    private static List<Element> tokens(Element answer) {
        return elements(answer, "resumptionToken");
    }

    private static List<Element> elements(Element within, String name) {
        var found = within.getElementsByTagNameNS("*", name);
        var list = new ArrayList<Element>();
        for (var i = 0; i < found.getLength(); i++) {
            list.add((Element) found.item(i));
        }
        return list;
    }

    /** Everything but the values that must differ: names, attributes, order, and the texts of errors and sets. */
    private static String shape(Element element) {
        var name = element.getLocalName();
        if (name.equals("set") && element.getTextContent().contains(":")) {
            return "";
        }
        var text = new StringBuilder(name);
        for (var attribute : attributes(element)) {
            var value = element.getAttribute(attribute);
            var own = attribute.equals("resumptionToken") && value.length() > 20 || attribute.equals("identifier");
            text.append(' ').append(attribute).append(own ? "" : "=" + value.replace("Nätbib", "Ål"));
        }
        text.append('(');
        for (var child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element inner) {
                text.append(shape(inner));
            } else if (!Set.of("responseDate", "request", "resumptionToken").contains(name)) {
                text.append(child.getTextContent());
            }
        }
        return text.append(')').toString();
    }

    private static Set<String> attributes(Element element) {
        var names = new TreeSet<String>();
        for (var i = 0; i < element.getAttributes().getLength(); i++) {
            var name = element.getAttributes().item(i).getNodeName();
            if (!name.startsWith("xmlns")) {
                names.add(name);
            }
        }
        return names;
    }

    /** The outermost elements, the arguments named, and whether there is a token. */
    private static List<String> envelope(Element answer) {
        var shape = new ArrayList<String>();
        shape.add(answer.getNodeName() + " " + answer.getNamespaceURI());
        for (var child = answer.getFirstChild(); child != null; child = child.getNextSibling()) {
            shape.add(child.getNodeName() + " " + attributes((Element) child));
        }
        var tokens = tokens(answer);
        shape.add(tokens.isEmpty() ? "no token" : tokens.get(0).getTextContent().isEmpty() ? "last token" : "token");
        return shape;
    }

    /** The kinds of records in an answer, each as the nesting of its elements. */
    private static Set<String> kinds(Element answer) {
        var kinds = new TreeSet<String>();
        var list = (Element) answer.getLastChild();
        for (var child = list.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (!child.getNodeName().equals("resumptionToken")) {
                kinds.add(kind((Element) child));
            }
        }
        return kinds;
    }

    private static String kind(Element element) {
        var name = element.getNodeName();
        var inMetadata = !Set.of("ListRecords", "ListIdentifiers", "GetRecord")
                .contains(element.getParentNode().getNodeName());
        var kind = new StringBuilder(name).append(attributes(element));
        if (inMetadata && CONTENT.contains(element.getLocalName())) {
            return kind + " " + element.getNamespaceURI() + " " + element.getAttribute("type") + leading(element);
        }
        var inner = new ArrayList<String>();
        for (var child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element e) {
                var of = kind(e);
                // How many libraries hold a book, and whom it names, is the book's affair.
                if (inner.isEmpty() || !inner.get(inner.size() - 1).equals(of)) {
                    inner.add(of);
                }
            } else if (child.getNodeType() == Node.CDATA_SECTION_NODE) {
                inner.add("CDATA " + child.getTextContent().strip().substring(0, 1));
            }
        }
        return kind.append(Set.of("auth", "holding").contains(name) ? List.of() : inner)
                .toString();
    }

    private static String leading(Element record) {
        var names = new ArrayList<String>();
        for (var child = record.getFirstChild(); child != null && names.size() < 2; child = child.getNextSibling()) {
            if (child instanceof Element e) {
                names.add(e.getNodeName() + attributes(e));
            }
        }
        return names.toString();
    }
}
