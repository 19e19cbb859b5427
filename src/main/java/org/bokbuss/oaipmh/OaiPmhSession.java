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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.fetch.Query;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.harvest.Page;
import org.bokbuss.harvest.Reading;
import org.bokbuss.harvest.Records;
import org.bokbuss.harvest.Session;
import org.bokbuss.harvest.Window;
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

    private static final String SETS = "ListSets";
    private static final String FORMATS = "ListMetadataFormats";

    /** At the end of a cursor whose answer had nothing: asked for once more. Tokens are stripped, none ends so. */
    private static final String AGAIN = " ?";

    private final Repository repository;
    private final OaiPmhList list;
    private final Duration patience;

    // Learnt from answers.
    private volatile Granularity granularity;
    private volatile String deletedRecord = "";
    private volatile boolean refusesUntil;

    public OaiPmhSession(Repository repository, OaiPmhList list, Settings settings) {
        this.repository = repository;
        this.list = list;
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
    public Reading read(Window window, String cursor, Response answer) throws SourceFailure {
        answer.requireSome();
        return new OaiPmhRecords(splitter(answer, names(answer)), list.metadataPrefix(), said -> {
            try {
                return page(cursor, answer, said);
            } catch (SourceFailure failure) {
                throw answer.status() == 200 || !failure.kind().isRetried() ? failure : refusedByStatus(answer);
            }
        });
    }

    private SourceFailure refusedByStatus(Response answer) {
        return new SourceFailure(
                SourceFailure.Kind.PERMANENT,
                answer.request() + " was answered with status " + answer.status() + ": check url of "
                        + repository.kamelet());
    }

    private Page page(String cursor, Response answer, Said said) throws SourceFailure {
        if (!said.broken().isEmpty()) {
            throw new SourceFailure(
                    SourceFailure.Kind.TRANSIENT,
                    "the " + said.broken().get(0).name() + " in the answer to " + answer.request() + " is broken: "
                            + said.broken().get(0).fault());
        }
        if (said.tokens().size() > 1) {
            throw notUnderstood("two resumption tokens", answer);
        }
        requireOaiPmh(said, answer);
        requireUnderstood(said, answer);
        granularity =
                granularity == null && said.granularity() != null ? Granularity.of(said.granularity()) : granularity;
        deletedRecord = said.deletedRecord() == null ? deletedRecord : said.deletedRecord();
        if (verb(answer.request()).equals("Identify") && granularity == null) {
            granularity = Granularity.DAY;
        }
        return judged(cursor, answer, said);
    }

    private String[] names(Response answer) {
        return switch (verb(answer.request())) {
            case "Identify" -> new String[] {"error", "granularity", "deletedRecord"};
            case SETS -> new String[] {"error", "resumptionToken", "set"};
            case FORMATS -> new String[] {"error", "metadataFormat"};
            default -> new String[] {item(), "about", "error", "resumptionToken"};
        };
    }

    private String item() {
        return list.verb().equals("ListIdentifiers") ? "header" : "record";
    }

    private static XmlSplitter splitter(Response answer, String... names) {
        return new XmlSplitter(answer.open(), answer.largestRecord(), namespace(answer), names);
    }

    private static String namespace(Response answer) {
        try (InputStream body = answer.open()) {
            String head = new String(body.readNBytes(1 << 12), StandardCharsets.ISO_8859_1);
            return DECLARED_WITH_TLS.matcher(head).find() ? WITH_TLS : NAMESPACE;
        } catch (IOException unreadable) {
            return NAMESPACE;
        }
    }

    private static void requireOaiPmh(Said said, Response answer) throws SourceFailure {
        var document = said.document();
        if (!document.getLocalPart().equals("OAI-PMH")
                || !document.getNamespaceURI().equals(namespace(answer))) {
            throw new SourceFailure(
                    SourceFailure.Kind.TRANSIENT,
                    "not OAI-PMH but <" + document.getLocalPart() + ">: " + answer.request());
        }
    }

    /** Nothing but the list that was asked for, and in it nothing that is no record: it would be skipped. */
    private void requireUnderstood(Said said, Response answer) throws SourceFailure {
        String asked = verb(answer.request());
        boolean ofRecords = asked.equals(list.verb())
                || asked.equals("GetRecord") && list.verb().equals("ListRecords");
        boolean listed = false;
        for (XmlSplitter.Other other : said.others()) {
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
        if (!listed && said.error() == null) {
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

    private Page judged(String cursor, Response answer, Said said) throws SourceFailure {
        if (said.error() != null) {
            return refused(cursor, answer, said);
        }
        if (answer.status() != 200) {
            throw new SourceFailure(SourceFailure.Kind.TRANSIENT, "status " + answer.status());
        }
        switch (verb(answer.request())) {
            case "Identify" -> {
                return new Page(null);
            }
            case FORMATS -> requireNamed("metadataPrefix", list.metadataPrefix(), said.named(), answer);
            case SETS -> {
                if (said.token() == null) {
                    requireNamed("set", list.set(), said.named(), answer);
                }
                return new Page(null);
            }
            default -> {}
        }
        return new Page(said.token()).of(said.total());
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
    private Page refused(String cursor, Response answer, Said said) throws SourceFailure {
        String sentence = repository.name() + " answered " + Query.shown(said.error())
                + (said.explanation().isEmpty() ? "" : " (" + Query.shown(said.explanation()) + ")") + " to "
                + answer.request();
        switch (said.error()) {
            case "noRecordsMatch", "idDoesNotExist" -> {
                return cursor == null ? new Page(null) : nothingMore(cursor, answer, sentence);
            }
            case "badResumptionToken" -> throw new SourceFailure(SourceFailure.Kind.CURSOR_LOST, sentence);
            case "badArgument" -> throw badArgument(answer, sentence);
            case "badVerb", "cannotDisseminateFormat", "noSetHierarchy", "noMetadataFormats" -> throw mistake(sentence);
            default -> throw new SourceFailure(SourceFailure.Kind.TRANSIENT, sentence);
        }
    }

    /** A token promises more; nothing at all is a page lost, or with some repositories the end of a list that fits its pages. */
    private Page nothingMore(String cursor, Response answer, String sentence) throws SourceFailure {
        if (repository.known()) {
            throw new SourceFailure(SourceFailure.Kind.CURSOR_LOST, sentence);
        }
        if (cursor.endsWith(AGAIN)) {
            LOG.warn("{}, twice: taken for the end of the list", sentence);
            return new Page(null);
        }
        return new Page(cursor + AGAIN);
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

    @Override
    public Records records(Window window, Response answer) {
        return new OaiPmhRecords(splitter(answer, item(), "about"), list.metadataPrefix(), null);
    }
}
