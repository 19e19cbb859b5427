package org.bokbuss.sandbox.libris;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.SetSpec;
import org.bokbuss.sandbox.catalogue.Shuffled;
import org.bokbuss.sandbox.catalogue.Xml;
import org.bokbuss.sandbox.wire.Answer;
import org.bokbuss.sandbox.wire.Body;
import org.bokbuss.sandbox.wire.Fault;
import org.bokbuss.sandbox.wire.Faults;
import org.bokbuss.sandbox.wire.Request;
import org.bokbuss.sandbox.wire.Upstream;

/** Libris' OAI-PMH. */
final class OaiPmh implements Upstream {
    static final String PATH = "/api/oaipmh/";

    private static final String RESUMPTION_TOKEN = "resumptionToken";
    private static final String METADATA_PREFIX = "metadataPrefix";
    private static final String DELETED_DATA = "x-withDeletedData";
    private static final String DECLARATION = "<?xml version='1.0' encoding='UTF-8'?>";
    private static final OaiError INVALID_TOKEN =
            new OaiError("badResumptionToken", "The resumptionToken is invalid or has expired.");
    private static final OaiError UNKNOWN_TOKEN =
            new OaiError("badResumptionToken", "No such resumption token was issued");

    /** Entities that unfold to ten to the ninth power times the first. */
    private static final String BILLION_LAUGHS = billionLaughs();

    private final Catalogue catalogue;
    private final Generation generation;
    private final int pageSize;
    private final OaiRecords records;

    OaiPmh(Catalogue catalogue, Generation generation, int pageSize) {
        this.catalogue = catalogue;
        this.generation = generation;
        this.pageSize = pageSize;
        this.records = new OaiRecords(catalogue);
    }

    @Override
    public boolean serves(String path) {
        return path.equals(PATH) || path.equals("/api/oaipmh");
    }

    @Override
    public int page(Request request) {
        return pageOf(request);
    }

    static int pageOf(Request request) {
        if (!isList(request.parameter("verb").orElse(""))) {
            return 0;
        }
        var token = request.parameter(RESUMPTION_TOKEN);
        return token.isEmpty()
                ? 1
                : Harvest.resume(token.get()).map(Harvest::page).orElse(0);
    }

    private static boolean isList(String verb) {
        return verb.equals("ListRecords") || verb.equals("ListIdentifiers");
    }

    @Override
    public Answer answer(Request request, Faults.OnPage faults) {
        if (!request.path().endsWith("/")) {
            return Answer.empty(301).with("Location", request.address() + "/");
        }
        if (!Set.of("GET", "POST", "HEAD").contains(request.method())) {
            return Answer.empty(405);
        }
        try {
            return xml(answer(new Arguments(request), faults));
        } catch (OaiError error) {
            return error(request, error);
        }
    }

    static Answer error(Request request, OaiError error) {
        return xml(Body.of(envelope(request, error.echoesArguments())
                .append("<error code=\"")
                .append(error.code())
                .append("\">")
                .append(Xml.escape(error.getMessage()))
                .append("</error></OAI-PMH>")
                .toString()
                .getBytes(UTF_8)));
    }

    private static Answer xml(Body body) {
        return new Answer(200, Map.of("Content-Type", "text/xml;charset=utf-8"), body);
    }

    private Body answer(Arguments arguments, Faults.OnPage faults) {
        return switch (arguments.verb()) {
            case "Identify" -> identify(arguments);
            case "ListMetadataFormats" -> formats(arguments);
            case "ListSets" -> sets(arguments);
            case "GetRecord" -> record(arguments, faults);
            case "ListRecords", "ListIdentifiers" -> list(arguments, faults);
            default ->
                throw new OaiError(
                        "badVerb",
                        "OAI-PMH verb must be one of [GetRecord, Identify, ListIdentifiers, ListMetadataFormats,"
                                + " ListRecords, ListSets].");
        };
    }

    /** The arguments of one request, checked as they are asked for. */
    private record Arguments(Request request) {
        String verb() {
            return request.parameter("verb").orElse("");
        }

        void allow(String... names) {
            var known = Set.of(names);
            var unknown = request.parameters().stream()
                    .map(Request.Parameter::name)
                    .filter(n -> !n.equals("verb") && !known.contains(n))
                    .distinct()
                    .collect(Collectors.joining(", "));
            if (!unknown.isEmpty()) {
                throw OaiError.badArgument("Request contained unknown parameter(s): " + unknown);
            }
        }

        String require(String name) {
            return request.parameter(name).orElseThrow(() -> OaiError.badArgument(name + " argument required."));
        }

        Prefix prefix() {
            var name = require(METADATA_PREFIX);
            return Prefix.find(name)
                    .orElseThrow(() -> new OaiError("cannotDisseminateFormat", "Unsupported format: " + name));
        }

        boolean isTrue(String name) {
            return request.parameter(name).filter("true"::equals).isPresent();
        }

        Instant time(String name, Instant otherwise) {
            try {
                return request.parameter(name).map(Harvest::time).orElse(otherwise);
            } catch (DateTimeException e) {
                throw OaiError.badArgument("Allowed time formats are: YYYY-MM-DD and YYYY-MM-DDThh:mm:ssZ.");
            }
        }

        String set() {
            try {
                request.parameter("set").ifPresent(SetSpec::parse);
                return request.parameter("set").orElse("");
            } catch (IllegalArgumentException e) {
                throw OaiError.badArgument(e.getMessage());
            }
        }
    }

    private static StringBuilder envelope(Request request, boolean echo) {
        var xml = new StringBuilder(512)
                .append(DECLARATION)
                .append("<OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\"><responseDate>")
                .append(Instant.now())
                .append("</responseDate><request");
        if (echo) {
            var first = new LinkedHashMap<String, String>();
            request.parameters().forEach(p -> first.putIfAbsent(p.name(), p.value()));
            first.forEach((name, value) -> xml.append(' ')
                    .append(name)
                    .append("=\"")
                    .append(Xml.escape(value))
                    .append('"'));
        }
        return xml.append('>').append(Xml.escape(request.address())).append("</request>");
    }

    private static Body verb(Arguments arguments, CharSequence content) {
        return Body.of(envelope(arguments.request(), true)
                .append('<')
                .append(arguments.verb())
                .append('>')
                .append(content)
                .append("</")
                .append(arguments.verb())
                .append("></OAI-PMH>")
                .toString()
                .getBytes(UTF_8));
    }

    /** Names the production server whatever server answers, and writes a minute where seconds are due. */
    private static Body identify(Arguments arguments) {
        arguments.allow();
        return verb(
                arguments,
                "<repositoryName>Libris XL</repositoryName><baseURL>https://libris.kb.se/api/oaipmh/</baseURL>"
                        + "<protocolVersion>2.0</protocolVersion><adminEmail>libris@kb.se</adminEmail>"
                        + "<earliestDatestamp>2018-06-01T00:00Z</earliestDatestamp>"
                        + "<deletedRecord>persistent</deletedRecord>"
                        + "<granularity>YYYY-MM-DDThh:mm:ssZ</granularity>");
    }

    private Body formats(Arguments arguments) {
        arguments.allow("identifier");
        var identifier = arguments.request().parameter("identifier");
        if (identifier.isPresent()
                && catalogue
                        .findByAddress(identifier.get())
                        .filter(e -> !e.deleted())
                        .isEmpty()) {
            throw new OaiError("idDoesNotExist", "");
        }
        var xml = new StringBuilder();
        for (var prefix : Prefix.ALL) {
            xml.append("<metadataFormat><metadataPrefix>").append(prefix.name()).append("</metadataPrefix>");
            prefix.schema().ifPresent(s -> xml.append("<schema>")
                    .append(s[0])
                    .append("</schema><metadataNamespace>")
                    .append(s[1])
                    .append("</metadataNamespace>"));
            xml.append("</metadataFormat>");
        }
        return verb(arguments, xml);
    }

    private Body sets(Arguments arguments) {
        arguments.allow(RESUMPTION_TOKEN);
        if (arguments.request().parameter(RESUMPTION_TOKEN).isPresent()) {
            throw UNKNOWN_TOKEN;
        }
        var xml = new StringBuilder();
        set(xml, "auth", "Authority records");
        set(xml, "bib", "Bibliographic records");
        set(xml, "hold", "Holding records");
        set(xml, "nb", "Nationalbibliografin");
        set(xml, "sao", "Svenska ämnesord");
        for (var sigel : new TreeSet<>(catalogue.sigels())) {
            set(xml, "hold:" + sigel, "Holding records for sigel: " + sigel);
            set(xml, "bib:" + sigel, "Bibliographic records for sigel: " + sigel);
        }
        return verb(arguments, xml);
    }

    private static void set(StringBuilder xml, String spec, String name) {
        xml.append("<set><setSpec>").append(Xml.escape(spec)).append("</setSpec><setName>");
        xml.append(Xml.escape(name)).append("</setName></set>");
    }

    private Body record(Arguments arguments, Faults.OnPage faults) {
        arguments.allow("identifier", METADATA_PREFIX, DELETED_DATA);
        var identifier = arguments.require("identifier");
        var prefix = arguments.prefix();
        var entry = catalogue.findByAddress(identifier).orElseThrow(() -> OaiError.NO_RECORDS_MATCH);
        var out = new ByteArrayOutputStream();
        try {
            records.record(entry, prefix, arguments.isTrue(DELETED_DATA), faults, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return verb(arguments, out.toString(UTF_8));
    }

    private Body list(Arguments arguments, Faults.OnPage faults) {
        var token = arguments.request().parameter(RESUMPTION_TOKEN);
        if (token.isPresent()) {
            arguments.allow(RESUMPTION_TOKEN);
            if (generation == Generation.STREAM) {
                throw UNKNOWN_TOKEN;
            }
            var harvest = Harvest.resume(token.get()).orElseThrow(() -> INVALID_TOKEN);
            if (faults.take(Fault.Kind.BAD_TOKEN)) {
                throw INVALID_TOKEN;
            }
            var again = faults.take(Fault.Kind.SAME_TOKEN) ? token : Optional.<String>empty();
            return page(arguments, harvest, again, faults);
        }
        arguments.allow("from", "until", "set", METADATA_PREFIX, DELETED_DATA, "x-withSilentUpdates");
        var harvest = new Harvest(
                arguments.prefix(),
                arguments.set(),
                arguments.time("from", Instant.MIN),
                arguments.time("until", generation == Generation.PAGES ? catalogue.now() : Instant.MAX),
                arguments.isTrue(DELETED_DATA),
                Harvest.START,
                1);
        return generation == Generation.PAGES
                ? page(arguments, harvest, Optional.empty(), faults)
                : stream(arguments, wholeSeconds(harvest), faults);
    }

    /** Before it had pages Libris cut both ends of a window to seconds. */
    private static Harvest wholeSeconds(Harvest harvest) {
        return new Harvest(
                harvest.prefix(),
                harvest.set(),
                seconds(harvest.from()),
                seconds(harvest.until()),
                harvest.withDeletedData(),
                harvest.after(),
                harvest.page());
    }

    private static Instant seconds(Instant time) {
        return time.equals(Instant.MIN) || time.equals(Instant.MAX) ? time : time.truncatedTo(ChronoUnit.SECONDS);
    }

    private Body page(Arguments arguments, Harvest harvest, Optional<String> sameToken, Faults.OnPage faults) {
        var out = new ByteArrayOutputStream(1 << 16);
        try {
            var head = listHead(arguments, faults);
            out.writeBytes(head);
            var next = faults.take(Fault.Kind.NO_RECORDS)
                    ? Optional.of(harvest.next(harvest.after()))
                    : scan(arguments, harvest, faults, out);
            if (next.isEmpty() && harvest.page() == 1 && out.size() == head.length) {
                throw OaiError.NO_RECORDS_MATCH;
            }
            if (sameToken.isPresent() || next.isPresent()) {
                var token = sameToken.orElseGet(() -> next.orElseThrow().token());
                out.writeBytes(("<resumptionToken>" + token + "</resumptionToken>").getBytes(UTF_8));
            } else if (harvest.page() > 1) {
                out.writeBytes("<resumptionToken/>".getBytes(UTF_8));
            }
            out.writeBytes(listEnd(arguments));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Body.of(out.toByteArray());
    }

    /**
     * Looks at a page's worth of rows and writes those that belong. Rows are counted before most sets are looked at, so
     * a page may come out empty; MARC and the expanded forms scan all collections (Libris XL, paged releases).
     *
     * @return where the next page starts, unless this is the last
     */
    private Optional<Harvest> scan(Arguments arguments, Harvest harvest, Faults.OnPage faults, OutputStream out)
            throws IOException {
        var set = harvest.setSpec();
        var collection = harvest.prefix().isExpanded() ? "" : set.collection();
        var start = harvest.after().row() < 0 ? new Catalogue.Position(harvest.from(), -1) : harvest.after();
        var reached = start;
        var scanned = 0;
        for (var rows = catalogue.after(start); rows.hasNext(); ) {
            var entry = rows.next();
            if (entry.modified().isAfter(harvest.until())) {
                break;
            }
            if (collection.isEmpty() || collection.equals(entry.kind().collection())) {
                if (scanned == pageSize) {
                    return Optional.of(harvest.next(reached));
                }
                scanned++;
                if (set.contains(entry, catalogue)) {
                    write(arguments, harvest, entry, faults, out);
                }
                reached = Catalogue.position(entry);
            }
        }
        return Optional.empty();
    }

    private void write(Arguments arguments, Harvest harvest, Entry entry, Faults.OnPage faults, OutputStream out)
            throws IOException {
        if (arguments.verb().equals("ListRecords")) {
            records.record(entry, harvest.prefix(), harvest.withDeletedData(), faults, out);
        } else {
            records.identifier(entry, harvest.prefix(), faults, out);
        }
    }

    /** Everything at once, in no order. As with Libris nothing is sent before the first record is found. */
    private Body stream(Arguments arguments, Harvest harvest, Faults.OnPage faults) {
        var set = harvest.setSpec();
        var matching = new Shuffled(catalogue.rows())
                .stream()
                        .mapToObj(catalogue::entry)
                        .filter(e -> harvest.hasInWindow(e) && set.contains(e, catalogue))
                        .iterator();
        if (!matching.hasNext()) {
            throw OaiError.NO_RECORDS_MATCH;
        }
        return out -> {
            out.write(listHead(arguments, faults));
            while (matching.hasNext()) {
                write(arguments, harvest, matching.next(), faults, out);
            }
            out.write(listEnd(arguments));
        };
    }

    private static byte[] listHead(Arguments arguments, Faults.OnPage faults) {
        var head = envelope(arguments.request(), true)
                .append('<')
                .append(arguments.verb())
                .append('>');
        if (faults.take(Fault.Kind.DOCTYPE)) {
            head.insert(DECLARATION.length(), BILLION_LAUGHS);
            head.insert(head.indexOf("</responseDate>"), "&skratt9;");
        }
        return head.toString().getBytes(UTF_8);
    }

    private static byte[] listEnd(Arguments arguments) {
        return ("</" + arguments.verb() + "></OAI-PMH>").getBytes(UTF_8);
    }

    private static String billionLaughs() {
        var doctype = new StringBuilder("<!DOCTYPE OAI-PMH [<!ENTITY skratt0 \"ha\">");
        for (var i = 1; i <= 9; i++) {
            doctype.append("<!ENTITY skratt").append(i).append(" \"");
            doctype.append(("&skratt" + (i - 1) + ";").repeat(10)).append("\">");
        }
        return doctype.append("]>").toString();
    }
}
