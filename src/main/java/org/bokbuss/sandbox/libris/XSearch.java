package org.bokbuss.sandbox.libris;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bokbuss.sandbox.catalogue.Book;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.Descriptions;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Xml;
import org.bokbuss.sandbox.wire.Answer;
import org.bokbuss.sandbox.wire.Body;
import org.bokbuss.sandbox.wire.Fault;
import org.bokbuss.sandbox.wire.Faults;
import org.bokbuss.sandbox.wire.JsonArray;
import org.bokbuss.sandbox.wire.Request;
import org.bokbuss.sandbox.wire.Upstream;

/** Libris' XSearch as Libris XL imitates it since June 2026. Errors come with status 200 and as XML, always. */
final class XSearch implements Upstream {
    static final String PATH = "/xsearch";

    private static final int DEFAULT_N = 10;
    private static final int MOST_N = 200;
    private static final Set<String> NO_LONGER = Set.of("ris", "dc", "rdfdc", "bibtex", "harvard", "oxford");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Catalogue catalogue;
    private final BibSearch search;
    private final int pageSize;
    private final int mostHits;

    XSearch(Catalogue catalogue, int pageSize, int mostHits) {
        this.catalogue = catalogue;
        this.search = new BibSearch(catalogue);
        this.pageSize = pageSize;
        this.mostHits = mostHits;
    }

    @Override
    public boolean serves(String path) {
        return path.equals(PATH);
    }

    @Override
    public int page(Request request) {
        var n = n(request);
        return n == 0 ? 0 : (start(request) - 1) / n + 1;
    }

    private static int start(Request request) {
        return Math.max(1, number(request, "start", 1));
    }

    private int n(Request request) {
        var n = number(request, "n", DEFAULT_N);
        return Math.min(n < 0 ? DEFAULT_N : Math.min(n, MOST_N), pageSize);
    }

    private static int number(Request request, String name, int otherwise) {
        var text = request.parameter(name).orElse("");
        return text.matches("-?\\d{1,9}") ? Integer.parseInt(text) : otherwise;
    }

    @Override
    public Answer answer(Request request, Faults.OnPage faults) {
        var query = request.parameter("query")
                .filter(q -> !q.isBlank())
                .or(() -> request.parameter("q"))
                .orElse("");
        if (query.isBlank()) {
            return error("empty_query");
        }
        var format = request.parameter("format").orElse("marcxml");
        if (NO_LONGER.contains(format)) {
            return error("format unsupported");
        }
        var start = start(request);
        var n = n(request);
        if ((long) start - 1 + n > mostHits) {
            return error("parse");
        }
        List<Entry> hits;
        try {
            hits = search.hits(query, request.parameter("order").orElse(""));
        } catch (IllegalArgumentException wrong) {
            return error("parse");
        }
        var to = hits.isEmpty() ? 0 : Math.min(start - 1 + n, hits.size());
        var page = hits.subList(Math.min(start - 1, hits.size()), Math.max(Math.min(start - 1, hits.size()), to));
        if (faults.take(Fault.Kind.NO_RECORDS)) {
            page = List.of();
        }
        if (faults.take(Fault.Kind.VANISHED)) {
            page = page.subList(Math.min(1, page.size()), page.size());
        }
        return switch (format) {
            case "json" -> json(start, to, hits.size(), page, faults);
            case "mods" -> mods(start, to, hits.size(), page, faults);
            case "refworks" -> refworks(page);
            default -> marcxml(request, start, to, hits.size(), page, faults);
        };
    }

    /** Without a type of content (Libris XL, seen in 2026). */
    private static Answer error(String code) {
        return new Answer(200, Map.of(), Body.of(("<xsearch error=\"" + code + "\"/>").getBytes(UTF_8)));
    }

    private static Answer xml(ByteArrayOutputStream out) {
        return new Answer(200, Map.of("Content-Type", "text/xml;charset=utf-8"), Body.of(out.toByteArray()));
    }

    private static String head(int from, int to, int records) {
        return "<xsearch xmlns:marc=\"http://www.loc.gov/MARC21/slim\" to=\"" + to + "\" from=\"" + from
                + "\" records=\"" + records + "\">";
    }

    private Answer marcxml(Request request, int from, int to, int records, List<Entry> page, Faults.OnPage faults) {
        var holdings = request.parameter("holdings").filter("true"::equals).isPresent();
        var out = new ByteArrayOutputStream(1 << 16);
        out.writeBytes(("<?xml version='1.0' encoding='UTF-8'?>" + head(from, to, records)
                        + "<collection xmlns=\"http://www.loc.gov/MARC21/slim\">")
                .getBytes(UTF_8));
        page.forEach(bib -> write(search.marc(bib, holdings, false), faults, out));
        out.writeBytes("</collection></xsearch>".getBytes(UTF_8));
        return xml(out);
    }

    /** One record with the faults that strike it. */
    static void write(StringBuilder record, Faults.OnPage faults, ByteArrayOutputStream out) {
        var damage = new Damage(record);
        if (faults.take(Fault.Kind.CONTROL)) {
            damage.control();
        }
        if (faults.take(Fault.Kind.BAD_RECORD)) {
            damage.mismatch();
        }
        var bytes = faults.take(Fault.Kind.BAD_UTF8)
                ? damage.noUtf8()
                : record.toString().getBytes(UTF_8);
        out.writeBytes(bytes);
        if (faults.take(Fault.Kind.DUPLICATE)) {
            out.writeBytes(bytes);
        }
    }

    private Answer mods(int from, int to, int records, List<Entry> page, Faults.OnPage faults) {
        var out = new ByteArrayOutputStream(1 << 16);
        out.writeBytes(("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + head(from, to, records)
                        + "\n<modsCollection xmlns=\"http://www.loc.gov/mods/v3\""
                        + " xmlns:xlink=\"http://www.w3.org/1999/xlink\""
                        + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n")
                .getBytes(UTF_8));
        page.forEach(bib -> write(mods(bib), faults, out));
        out.writeBytes("</modsCollection>\n</xsearch>\n".getBytes(UTF_8));
        return xml(out);
    }

    private StringBuilder mods(Entry bib) {
        var book = search.book(bib);
        return new StringBuilder("<mods version=\"3.0\">\n<titleInfo>\n<title>")
                .append(Xml.escape(book.title()))
                .append("</title>\n</titleInfo>\n<originInfo>\n<publisher>")
                .append(Xml.escape(book.publisher()))
                .append("</publisher>\n<dateIssued>")
                .append(book.year())
                .append("</dateIssued>\n</originInfo>\n<identifier type=\"isbn\">")
                .append(book.isbn())
                .append("</identifier>\n<recordInfo>\n<recordIdentifier>")
                .append(bib.controlNumber())
                .append("</recordIdentifier>\n</recordInfo>\n</mods>\n");
    }

    private Answer refworks(List<Entry> page) {
        var text = new StringBuilder();
        page.forEach(bib -> text.append("RT Book, Whole\nID ")
                .append(bib.controlNumber())
                .append("\nT1 ")
                .append(search.book(bib).title())
                .append("\n\n"));
        return Answer.text(200, "text/plain;charset=utf-8", text.toString());
    }

    private Answer json(int from, int to, int records, List<Entry> page, Faults.OnPage faults) {
        var list = new JsonArray(
                "{\"xsearch\":{\"from\":" + from + ",\"to\":" + to + ",\"records\":" + records + ",\"list\":", faults);
        page.forEach(bib -> list.add(hit(bib)));
        return new Answer(200, Map.of("Content-Type", "application/json;charset=utf-8"), Body.of(list.end("}}")))
                .with("Cache-Control", "no-cache");
    }

    /** What there is one of comes as a string, what there are several of as a list. */
    private ObjectNode hit(Entry bib) {
        var book = search.book(bib);
        var hit = JSON.createObjectNode();
        hit.put("identifier", "http://libris.kb.se/bib/" + bib.controlNumber());
        hit.put("title", book.remainder().isEmpty() ? book.title() : book.title() + " : " + book.remainder());
        catalogue
                .author(bib)
                .map(a -> Descriptions.person(catalogue, a))
                .ifPresent(p -> hit.put("creator", p.family() + "," + p.given() + "," + p.lifeSpan()));
        put(hit, "isbn", bib.number() % 3 == 0 ? List.of(book.isbn()) : List.of(book.isbn(), book.isbn10()));
        hit.put("type", bib.number() % 4 == 1 ? "" : "book");
        var publisher = book.place() + ":" + book.publisher();
        put(hit, "publisher", bib.number() % 7 == 3 ? List.of(publisher, "Tryckeriet Åsen") : List.of(publisher));
        hit.put("date", bib.number() % 5 == 2 ? "[" + book.year() + "]" : book.year());
        put(
                hit,
                "language",
                book.script() == Book.Script.NONE ? List.of(book.language()) : List.of(book.language(), "swe"));
        return hit;
    }

    private static void put(ObjectNode hit, String name, List<String> values) {
        if (values.size() == 1) {
            hit.put(name, values.get(0));
        } else {
            values.forEach(hit.putArray(name)::add);
        }
    }
}
