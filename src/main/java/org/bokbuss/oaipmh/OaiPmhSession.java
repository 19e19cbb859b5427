package org.bokbuss.oaipmh;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.fetch.Query;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.harvest.Page;
import org.bokbuss.harvest.Pieces;
import org.bokbuss.harvest.Records;
import org.bokbuss.harvest.Session;
import org.bokbuss.harvest.UnreadableRecord;
import org.bokbuss.harvest.Window;
import org.bokbuss.split.Piece;
import org.bokbuss.split.Splitter;
import org.bokbuss.split.XmlElement;
import org.bokbuss.split.XmlSplitter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** OAI-PMH 2.0: a list in pages with resumption tokens, or as one answer without any. A page without token is the last. */
public final class OaiPmhSession implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(OaiPmhSession.class);
    static final String NAMESPACE = "http://www.openarchives.org/OAI/2.0/";

    /** Written so by repositories whose makers took the namespace for an address. */
    private static final String WITH_TLS = "https://www.openarchives.org/OAI/2.0/";

    private static final Pattern DECLARED_WITH_TLS =
            Pattern.compile("xmlns(:\\w{1,30})?\\s{0,9}=\\s{0,9}[\"']" + Pattern.quote(WITH_TLS) + "[\"']");

    /** What stands in an answer before the list. */
    private static final Set<String> HEAD = Set.of("responseDate", "request");

    /** What may stand beside records. */
    private static final String[] BESIDE = {
        "error", "resumptionToken", "granularity", "deletedRecord", "set", "metadataFormat"
    };

    private static final String SETS = "ListSets";
    private static final String FORMATS = "ListMetadataFormats";

    /** At the end of a cursor whose answer had nothing: asked for once more. Tokens are stripped, none ends so. */
    private static final String AGAIN = " ?";

    private final Repository repository;
    private final OaiPmhList list;
    private final Duration patience;
    private final OaiPmhReader reader;

    // Learnt from answers.
    private volatile Granularity granularity;
    private volatile String deletedRecord = "";
    private volatile boolean refusesUntil;

    public OaiPmhSession(Repository repository, OaiPmhList list, Settings settings) {
        this.repository = repository;
        this.list = list;
        this.reader = new OaiPmhReader(list.metadataPrefix());
        this.patience = settings.duration(Key.HARVEST_ANSWER_TIME);
        this.granularity = repository.granularity();
    }

    // What to ask

    @Override
    public String source() {
        return address(asked()).toString();
    }

    @Override
    public Request identify() {
        return get(Map.of("verb", "Identify"), patience);
    }

    @Override
    public boolean identifiesFirst() {
        return granularity == null;
    }

    @Override
    public List<Request> checks() {
        List<Request> checks = new ArrayList<>(List.of(identify()));
        if (!repository.known()) {
            checks.add(get(Map.of("verb", FORMATS), patience));
            if (!list.set().isEmpty()) {
                checks.add(get(Map.of("verb", SETS), patience));
            }
        }
        return checks;
    }

    /** What the repository promises of deletions (OAI-PMH 2.0, 2.5.1). */
    @Override
    public String remark() {
        return switch (deletedRecord) {
            case "no" -> "it never reports deletions (deletedRecord: no)";
            case "transient" -> "it reports deletions for a while only (deletedRecord: transient), so harvest it often";
            default -> "";
        };
    }

    @Override
    public Request first(Window window) {
        Granularity fine = granularity == null ? Granularity.SECOND : granularity;
        Map<String, String> asked = asked();
        if (window.from() != null) {
            asked.put("from", fine.text(window.from()));
        }
        if (!refusesUntil) {
            // Always explicit, so that all behave alike and the window has an end.
            asked.put("until", fine.text(window.until()));
        }
        asked.putAll(repository.arguments());
        return get(asked, patience);
    }

    @Override
    public Request next(Window window, String cursor) {
        // Any other argument beside a token is refused.
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("verb", list.verb());
        asked.put("resumptionToken", cursor.endsWith(AGAIN) ? cursor.substring(0, cursor.length() - 2) : cursor);
        return get(asked, null);
    }

    @Override
    public Optional<Request> one(String subject) {
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("verb", "GetRecord");
        asked.put("identifier", subject);
        asked.put("metadataPrefix", list.metadataPrefix());
        asked.putAll(repository.arguments());
        return Optional.of(get(asked, patience));
    }

    private Map<String, String> asked() {
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("verb", list.verb());
        asked.put("metadataPrefix", list.metadataPrefix());
        if (!list.set().isEmpty()) {
            asked.put("set", list.set());
        }
        return asked;
    }

    private Request get(Map<String, String> asked, Duration time) {
        Request request = Request.get(address(asked), time).by(repository.login());
        // Some send the errors of the protocol with a status of HTTP's.
        return repository.known() ? request : request.accepting(400, 404, 422);
    }

    private URI address(Map<String, String> asked) {
        return URI.create(repository.url() + "?"
                + asked.entrySet().stream()
                        .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&")));
    }

    // What an answer means

    @Override
    public Splitter<Piece> split(Response answer) throws SourceFailure {
        if (answer.status() != 200 && !head(answer).contains("OAI-PMH")) {
            throw atHttp(answer);
        }
        return new XmlSplitter(answer.open(), answer.largestRecord(), namespace(answer), names(answer));
    }

    private String[] names(Response answer) {
        return switch (verb(answer.request())) {
            case "Identify" -> new String[] {"error", "granularity", "deletedRecord"};
            case SETS -> new String[] {"error", "resumptionToken", "set"};
            case FORMATS -> new String[] {"error", "metadataFormat"};
            default -> new String[] {item(), "about", "error", "resumptionToken"};
        };
    }

    private SourceFailure atHttp(Response answer) {
        return new SourceFailure(
                SourceFailure.Kind.PERMANENT,
                answer.request() + " was answered with status " + answer.status() + ": check url of "
                        + repository.kamelet());
    }

    @Override
    public Page read(Window window, String cursor, Pieces pieces) throws SourceFailure {
        try {
            return judged(cursor, pieces, said(pieces));
        } catch (SourceFailure failure) {
            boolean atHttp = pieces.answer().status() != 200 && failure.kind().isRetried();
            throw atHttp ? atHttp(pieces.answer()) : failure;
        }
    }

    /**
     * What an answer says beside its records.
     *
     * @param error the code of the protocol's error; null if there is none
     * @param token of two none is believed
     * @param total -1 if it does not say
     * @param named the sets or formats it lists
     */
    private record Said(String error, String explanation, String token, long total, Set<String> named) {}

    private Said said(Pieces pieces) throws SourceFailure {
        Response answer = pieces.answer();
        String error = null;
        String explanation = "";
        String token = null;
        long total = -1;
        Set<String> named = new TreeSet<>();
        for (Piece found : pieces.named(BESIDE)) {
            switch (found.name()) {
                case "set" -> child(found, "setSpec").ifPresent(named::add);
                case "metadataFormat" -> child(found, "metadataPrefix").ifPresent(named::add);
                default -> requireSound(found, answer);
            }
            switch (found.name()) {
                case "error" -> {
                    error = found.element().attribute("code").orElse("unnamed");
                    explanation = found.element().text().strip();
                }
                case "resumptionToken" -> {
                    if (token != null) {
                        throw notUnderstood("two resumption tokens", answer);
                    }
                    token = found.element().text().strip();
                    total = completeListSize(found.element());
                }
                case "granularity" ->
                    granularity =
                            granularity == null ? Granularity.of(found.element().text()) : granularity;
                case "deletedRecord" -> deletedRecord = found.element().text().strip();
                default -> {}
            }
        }
        requireOaiPmh(pieces);
        requireUnderstood(pieces, error != null);
        if (verb(answer.request()).equals("Identify") && granularity == null) {
            granularity = Granularity.DAY;
        }
        return new Said(error, explanation, token, total, named);
    }

    private static Optional<String> child(Piece found, String name) {
        return !found.sound()
                ? Optional.empty()
                : found.element().children().stream()
                        .filter(child -> child.name().equals(name))
                        .map(child -> child.text().strip())
                        .findFirst();
    }

    /** -1 where there is no number. */
    private static long completeListSize(XmlElement token) {
        return token.attribute("completeListSize")
                .filter(text -> text.strip().matches("\\d{1,15}"))
                .map(text -> Long.valueOf(text.strip()))
                .orElse(-1L);
    }

    private String item() {
        return list.verb().equals("ListIdentifiers") ? "header" : "record";
    }

    private static String namespace(Response answer) {
        return DECLARED_WITH_TLS.matcher(head(answer)).find() ? WITH_TLS : NAMESPACE;
    }

    private static String head(Response answer) {
        try (InputStream body = answer.open()) {
            return new String(body.readNBytes(1 << 12), StandardCharsets.ISO_8859_1);
        } catch (IOException unreadable) {
            return "";
        }
    }

    private static void requireSound(Piece found, Response answer) throws SourceFailure {
        if (!found.sound()) {
            throw new SourceFailure(
                    SourceFailure.Kind.TRANSIENT,
                    "the " + found.name() + " in the answer to " + answer.request() + " is broken: " + found.fault());
        }
    }

    private static void requireOaiPmh(Pieces pieces) throws SourceFailure {
        Response answer = pieces.answer();
        var document = pieces.documentElement();
        if (!document.getLocalPart().equals("OAI-PMH")
                || !document.getNamespaceURI().equals(namespace(answer))) {
            throw new SourceFailure(
                    SourceFailure.Kind.TRANSIENT,
                    "not OAI-PMH but <" + document.getLocalPart() + ">: " + answer.request());
        }
    }

    /** Nothing but the list that was asked for, and in it nothing that is no record: it would be skipped. */
    private void requireUnderstood(Pieces pieces, boolean refused) throws SourceFailure {
        Response answer = pieces.answer();
        String asked = verb(answer.request());
        boolean ofRecords = asked.equals(list.verb())
                || asked.equals("GetRecord") && list.verb().equals("ListRecords");
        boolean listed = false;
        for (Splitter.Other other : pieces.others()) {
            boolean oaiPmh = other.name().getNamespaceURI().equals(namespace(answer));
            String name = other.name().getLocalPart();
            boolean known = other.depth() == 0
                    || other.depth() == 1 && oaiPmh && (HEAD.contains(name) || name.equals(asked))
                    || other.depth() > 1 && !ofRecords;
            if (!known) {
                throw notUnderstood(
                        "<" + name + "> in the namespace '" + other.name().getNamespaceURI() + "'", answer);
            }
            listed |= other.depth() == 1 && name.equals(asked);
        }
        if (!listed && !refused) {
            throw notUnderstood("no <" + asked + "> and no <error>", answer);
        }
    }

    private String verb(Request request) {
        return Stream.of("Identify", "GetRecord", SETS, FORMATS)
                .filter(other -> request.uri().getQuery().contains("verb=" + other))
                .findFirst()
                .orElse(list.verb());
    }

    private static SourceFailure notUnderstood(String what, Response answer) {
        return new SourceFailure(
                SourceFailure.Kind.TRANSIENT,
                "the answer to " + answer.request() + " is not what was asked for: it has " + what);
    }

    private Page judged(String cursor, Pieces pieces, Said said) throws SourceFailure {
        Response answer = pieces.answer();
        if (said.error() != null) {
            return refused(cursor, pieces, said);
        }
        if (answer.status() != 200) {
            throw new SourceFailure(SourceFailure.Kind.TRANSIENT, "status " + answer.status());
        }
        switch (verb(answer.request())) {
            case "Identify" -> {
                return new Page(pieces, null);
            }
            case FORMATS -> requireNamed("metadataPrefix", list.metadataPrefix(), said.named(), answer);
            case SETS -> {
                if (said.token() == null || said.token().isEmpty()) {
                    requireNamed("set", list.set(), said.named(), answer);
                }
                return new Page(pieces, null);
            }
            default -> {}
        }
        return new Page(pieces, said.token() == null || said.token().isEmpty() ? null : said.token()).of(said.total());
    }

    private void requireNamed(String parameter, String value, Set<String> named, Response answer) throws SourceFailure {
        if (!named.contains(value)) {
            throw new SourceFailure(
                    SourceFailure.Kind.MISCONFIGURED,
                    "%s=%s of %s: the repository has %s (%s)"
                            .formatted(
                                    parameter,
                                    value,
                                    repository.kamelet(),
                                    named.isEmpty() ? "none" : Query.shown(String.join(", ", named)),
                                    answer.request()));
        }
    }

    /** What an error of the protocol means, which most repositories send with status 200. */
    private Page refused(String cursor, Pieces pieces, Said said) throws SourceFailure {
        Response answer = pieces.answer();
        String sentence = repository.name() + " answered " + Query.shown(said.error())
                + (said.explanation().isEmpty() ? "" : " (" + Query.shown(said.explanation()) + ")") + " to "
                + answer.request();
        switch (said.error()) {
            case "noRecordsMatch", "idDoesNotExist" -> {
                return cursor == null ? new Page(pieces, null) : nothingMore(cursor, pieces, sentence);
            }
            case "badResumptionToken" -> throw new SourceFailure(SourceFailure.Kind.CURSOR_LOST, sentence);
            case "badArgument" -> throw badArgument(answer, sentence);
            case "badVerb", "cannotDisseminateFormat", "noSetHierarchy", "noMetadataFormats" -> throw mistake(sentence);
            default -> throw new SourceFailure(SourceFailure.Kind.TRANSIENT, sentence);
        }
    }

    /** A token promises more; nothing at all is a page lost, or with some repositories the end of a list that fits its pages. */
    private Page nothingMore(String cursor, Pieces pieces, String sentence) throws SourceFailure {
        if (repository.known()) {
            throw new SourceFailure(SourceFailure.Kind.CURSOR_LOST, sentence);
        }
        if (cursor.endsWith(AGAIN)) {
            LOG.warn("{}, twice: taken for the end of the list", sentence);
            return new Page(pieces, null);
        }
        return new Page(pieces, cursor + AGAIN);
    }

    private SourceFailure badArgument(Response answer, String sentence) {
        boolean until = answer.request().uri().getQuery().contains("&until=");
        if (repository.known() || refusesUntil || !until) {
            return mistake(sentence);
        }
        // Not all take an end in the present; what they bring beyond it comes again, and is known then.
        refusesUntil = true;
        return new SourceFailure(SourceFailure.Kind.CURSOR_LOST, sentence + ": asking without until");
    }

    private SourceFailure mistake(String sentence) {
        return new SourceFailure(
                SourceFailure.Kind.MISCONFIGURED, sentence + ": correct the parameters of " + repository.kamelet());
    }

    // What a record is

    @Override
    public Records records(Window window, Pieces pieces) {
        return item().equals("header")
                ? new OaiPmhHeaders(pieces.named("header", "about"), this, reader)
                : Records.of(pieces.named(item()), this);
    }

    @Override
    public LibraryRecord record(Piece item) throws UnreadableRecord {
        return reader.read(item, List.of());
    }

    @Override
    public String mediaType() {
        return reader.mediaType();
    }

    @Override
    public String subject(Piece unreadable) {
        return OaiPmhReader.subject(unreadable);
    }
}
