package org.bokbuss.sandbox.libris;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.wire.Answer;
import org.bokbuss.sandbox.wire.Body;
import org.bokbuss.sandbox.wire.Fault;
import org.bokbuss.sandbox.wire.Faults;
import org.bokbuss.sandbox.wire.Request;
import org.bokbuss.sandbox.wire.Upstream;

/** Libris' SRU: MARCXML by CQL, ten at a time whatever is asked, and no word of where to go on. */
final class Sru implements Upstream {
    static final String PATH = "/sru/libris";

    private static final int MOST_RECORDS = 10;
    private static final String NAMESPACE = "http://www.loc.gov/zing/srw/";
    private static final Set<String> VERSIONS = Set.of("1.0", "1.1", "1.2");

    private final BibSearch search;
    private final int pageSize;
    private final int mostHits;

    Sru(Catalogue catalogue, int pageSize, int mostHits) {
        this.search = new BibSearch(catalogue);
        this.pageSize = Math.min(MOST_RECORDS, pageSize);
        this.mostHits = mostHits;
    }

    @Override
    public boolean serves(String path) {
        return path.equals(PATH);
    }

    @Override
    public int page(Request request) {
        var start = request.parameter("startRecord").orElse("1");
        return isSearch(request) && start.matches("\\d{1,9}") ? (Integer.parseInt(start) - 1) / pageSize + 1 : 0;
    }

    private static boolean isSearch(Request request) {
        return request.parameter("operation").filter("searchRetrieve"::equals).isPresent();
    }

    @Override
    public Answer answer(Request request, Faults.OnPage faults) {
        var version = request.parameter("version").orElse("1.2");
        var operation = request.parameter("operation").orElse("explain");
        if (!VERSIONS.contains(version)) {
            return error(200, "1.2", 5, "Unsupported version", "<details>1.2</details>");
        }
        if (operation.equals("explain")) {
            return explain(version);
        }
        if (!isSearch(request)) {
            return xml(400, "<diagnostics>" + diagnostic(4, "Unsupported operation", "") + "</diagnostics>");
        }
        var query = request.parameter("query").orElse("");
        if (query.isBlank()) {
            return error(400, version, 7, "Mandatory parameter not supplied", "<details>query</details>");
        }
        var start = request.parameter("startRecord").orElse("1");
        var most = request.parameter("maximumRecords").orElse(Integer.toString(pageSize));
        if (!start.matches("[1-9]\\d{0,8}") || !most.matches("\\d{1,9}")) {
            return Answer.proxyPage(500);
        }
        try {
            var hits = search.hits(words(query), "");
            return page(version, hits, Integer.parseInt(start) - 1, Integer.parseInt(most), faults);
        } catch (IllegalArgumentException wrong) {
            return error(400, version, 10, "Query syntax error", "");
        }
    }

    /** CQL in the words of the other language: indexes and comparators are skipped. */
    private static String words(String cql) {
        return cql.replaceAll("(?i)\\s+sortBy\\s.*", "")
                .replaceAll("(?i)[\\w.]+\\s*(==?|<=?|>=?|\\b(any|all|exact)\\b)\\s*", "")
                .replaceAll("(?i)\\bnot\\b", "NOT")
                .replaceAll("(?i)\\bor\\b", "OR")
                .replaceAll("(?i)\\b(and|prox)\\b", "AND");
    }

    private Answer page(String version, List<Entry> hits, int after, int asked, Faults.OnPage faults) {
        var size = Math.min(asked, pageSize);
        if ((long) after + size > mostHits) {
            return Answer.proxyPage(500);
        }
        var page = hits.subList(Math.min(after, hits.size()), Math.min(after + size, hits.size()));
        if (faults.take(Fault.Kind.NO_RECORDS)) {
            page = List.of();
        }
        if (faults.take(Fault.Kind.VANISHED)) {
            page = page.subList(Math.min(1, page.size()), page.size());
        }
        var out = new ByteArrayOutputStream(1 << 16);
        out.writeBytes(("<?xml version='1.0' encoding='UTF-8'?><searchRetrieveResponse xmlns=\"" + NAMESPACE
                        + "\"><version>" + version + "</version><numberOfRecords>" + hits.size()
                        + "</numberOfRecords>" + (page.isEmpty() ? "<records/>" : "<records>"))
                .getBytes(UTF_8));
        for (var bib : page) {
            var record = search.marc(bib, true, true)
                    .insert(
                            0,
                            "<record><recordIdentifier>" + bib.controlNumber()
                                    + "</recordIdentifier><recordPacking>xml</recordPacking><recordSchema>"
                                    + "info:srw/schema/1/marcxml-v1.1</recordSchema><recordData>")
                    .append("</recordData></record>");
            XSearch.write(record, faults, out);
        }
        out.writeBytes(((page.isEmpty() ? "" : "</records>") + "</searchRetrieveResponse>").getBytes(UTF_8));
        return new Answer(200, Map.of("Content-Type", "text/xml;charset=utf-8"), Body.of(out.toByteArray()));
    }

    private static Answer error(int status, String version, int number, String message, String details) {
        return xml(
                status,
                "<searchRetrieveResponse xmlns=\"" + NAMESPACE + "\">\n    <version>" + version
                        + "</version>\n    <numberOfRecords>0</numberOfRecords>\n    <diagnostics>\n        "
                        + diagnostic(number, message, details)
                        + "\n    </diagnostics>\n</searchRetrieveResponse>\n");
    }

    private static String diagnostic(int number, String message, String details) {
        return "<diagnostic xmlns=\"http://www.loc.gov/zing/srw/diagnostic/\"><uri>info:srw/diagnostic/1/" + number
                + "</uri><message>" + message + "</message>" + details + "</diagnostic>";
    }

    private static Answer explain(String version) {
        return xml(
                200,
                "<zs:explainResponse xmlns:zs=\"" + NAMESPACE + "\"><zs:version>" + version
                        + "</zs:version><zs:record><zs:recordSchema>http://explain.z3950.org/dtd/2.0/</zs:recordSchema>"
                        + "<zs:recordPacking>xml</zs:recordPacking><zs:recordData>"
                        + "<explain xmlns=\"http://explain.z3950.org/dtd/2.0/\"><serverInfo><host>libris.kb.se</host>"
                        + "<port>80</port><database>sru</database></serverInfo></explain>"
                        + "</zs:recordData></zs:record></zs:explainResponse>");
    }

    private static Answer xml(int status, String text) {
        return Answer.text(status, "text/xml;charset=utf-8", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + text);
    }
}
