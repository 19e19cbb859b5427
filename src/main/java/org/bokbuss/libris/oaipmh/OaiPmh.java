package org.bokbuss.libris.oaipmh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.bokbuss.Key;
import org.bokbuss.Mistake;
import org.bokbuss.Settings;
import org.bokbuss.fetch.Answer;
import org.bokbuss.fetch.Failure;
import org.bokbuss.fetch.Request;
import org.bokbuss.harvest.Page;
import org.bokbuss.harvest.Protocol;
import org.bokbuss.harvest.Records;
import org.bokbuss.harvest.Window;
import org.bokbuss.split.XmlElement;
import org.bokbuss.split.XmlRecord;
import org.bokbuss.split.XmlSplitter;

/**
 * OAI-PMH 2.0 as Libris XL speaks it.
 *
 * <p>Both generations: since June 2026 a list comes in pages with resumption tokens; before that, and still in some
 * installations, as one answer without any. A page without token is the last one in either.
 */
public final class OaiPmh implements Protocol {
    static final String NAMESPACE = "http://www.openarchives.org/OAI/2.0/";

    /** What stands in an answer before the list. */
    private static final Set<String> HEAD = Set.of("responseDate", "request");

    private String set = "";
    private String metadataPrefix = "marcxml";
    private String verb = "ListRecords";
    private boolean withDeletedData;

    private URI base;
    private Duration patience;

    /** The set, in Libris's own spelling ({@code bib}, {@code hold:S}); empty for all records. */
    public void setSet(String set) {
        this.set = set == null ? "" : set.strip();
    }

    public String getSet() {
        return set;
    }

    /** The format asked for. */
    public void setMetadataPrefix(String metadataPrefix) {
        this.metadataPrefix = metadataPrefix.strip();
    }

    public String getMetadataPrefix() {
        return metadataPrefix;
    }

    /** {@code ListRecords}, or {@code ListIdentifiers} for ids, dates and deletions alone. */
    public void setVerb(String verb) {
        if (!verb.equals("ListRecords") && !verb.equals("ListIdentifiers")) {
            throw new Mistake("verb=" + verb + ": write ListRecords or ListIdentifiers");
        }
        this.verb = verb;
    }

    public String getVerb() {
        return verb;
    }

    /** Whether deleted records come with their last content (Libris's own argument {@code x-withDeletedData}). */
    public void setWithDeletedData(boolean withDeletedData) {
        this.withDeletedData = withDeletedData;
    }

    public boolean isWithDeletedData() {
        return withDeletedData;
    }

    @Override
    public void configure(CamelContext context, Settings settings) {
        // With the slash at the end: without it Libris's front server redirects.
        base = URI.create(settings.address(Key.LIBRIS_BASE_URL) + "/api/oaipmh/");
        patience = settings.duration(Key.HARVEST_ANSWER_TIME);
    }

    @Override
    public String source() {
        return address(list()).toString();
    }

    @Override
    public Request identify() {
        return Request.get(address(Map.of("verb", "Identify")), patience);
    }

    @Override
    public Request first(Window window) {
        Map<String, String> asked = list();
        if (window.from() != null) {
            asked.put("from", seconds(window.from()));
        }
        // Always explicit, so that both generations behave alike and the window has an end.
        asked.put("until", seconds(window.until()));
        addDeletedData(asked);
        return Request.get(address(asked), patience);
    }

    @Override
    public Request next(Window window, String cursor) {
        // Libris refuses any other argument beside a token.
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("verb", verb);
        asked.put("resumptionToken", cursor);
        return Request.get(address(asked), null);
    }

    @Override
    public Optional<Request> one(String subject) {
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("verb", "GetRecord");
        asked.put("identifier", subject);
        asked.put("metadataPrefix", metadataPrefix);
        addDeletedData(asked);
        return Optional.of(Request.get(address(asked), patience));
    }

    private Map<String, String> list() {
        Map<String, String> asked = new LinkedHashMap<>();
        asked.put("verb", verb);
        asked.put("metadataPrefix", metadataPrefix);
        if (!set.isEmpty()) {
            asked.put("set", set);
        }
        return asked;
    }

    private void addDeletedData(Map<String, String> asked) {
        if (withDeletedData) {
            asked.put("x-withDeletedData", "true");
        }
    }

    private URI address(Map<String, String> asked) {
        return URI.create(base + "?"
                + asked.entrySet().stream()
                        .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&")));
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    @Override
    public Page read(Window window, String cursor, Answer answer) throws Failure {
        answer.requireSome();
        String error = null;
        String explanation = "";
        String token = null;
        long total = -1;
        try (XmlSplitter page = splitter(answer, "about", "error", "resumptionToken")) {
            while (page.hasNext()) {
                XmlRecord found = page.next();
                if (found.name().equals("error")) {
                    requireSound(found, answer);
                    error = found.element().attribute("code").orElse("unnamed");
                    explanation = found.element().text().strip();
                } else if (found.name().equals("resumptionToken")) {
                    requireSound(found, answer);
                    if (token != null) {
                        throw notUnderstood("two resumption tokens", answer);
                    }
                    token = found.element().text().strip();
                    total = completeListSize(found.element());
                }
            }
            requireOaiPmh(page, answer);
            requireUnderstood(page, error != null, answer);
        } catch (UncheckedIOException | IOException e) {
            throw Failure.notWhole(answer, e);
        }
        if (error != null) {
            return judge(answer, cursor != null, error, explanation);
        }
        return new Page(answer, token == null || token.isEmpty() ? null : token).of(total);
    }

    /** -1 where there is no number. */
    private static long completeListSize(XmlElement token) {
        return token.attribute("completeListSize")
                .filter(text -> text.strip().matches("\\d{1,15}"))
                .map(text -> Long.valueOf(text.strip()))
                .orElse(-1L);
    }

    private XmlSplitter splitter(Answer answer, String... more) {
        String[] names = new String[more.length + 1];
        names[0] = verb.equals("ListIdentifiers") ? "header" : "record";
        System.arraycopy(more, 0, names, 1, more.length);
        return new XmlSplitter(answer.open(), answer.largestRecord(), NAMESPACE, names);
    }

    private static void requireSound(XmlRecord found, Answer answer) throws Failure {
        if (!found.sound()) {
            throw new Failure(
                    Failure.Kind.AGAIN,
                    "the " + found.name() + " in the answer to " + answer.request() + " is broken: " + found.fault());
        }
    }

    private static void requireOaiPmh(XmlSplitter page, Answer answer) throws Failure {
        var document = page.documentElement();
        if (!page.complete()
                || !document.getLocalPart().equals("OAI-PMH")
                || !document.getNamespaceURI().equals(NAMESPACE)) {
            throw new Failure(
                    Failure.Kind.AGAIN, "not OAI-PMH but <" + document.getLocalPart() + ">: " + answer.request());
        }
    }

    /** Nothing but the list that was asked for, and in it nothing that is no record: it would be passed over. */
    private void requireUnderstood(XmlSplitter page, boolean refused, Answer answer) throws Failure {
        String list = verb(answer.request());
        boolean ofRecords = list.equals(verb) || list.equals("GetRecord") && verb.equals("ListRecords");
        boolean listed = false;
        for (XmlSplitter.Other other : page.others()) {
            boolean oaiPmh = other.name().getNamespaceURI().equals(NAMESPACE);
            String name = other.name().getLocalPart();
            boolean known = other.depth() == 0
                    || other.depth() == 1 && oaiPmh && (HEAD.contains(name) || name.equals(list))
                    || other.depth() > 1 && !ofRecords;
            if (!known) {
                throw notUnderstood(
                        "<" + name + "> in the namespace '" + other.name().getNamespaceURI() + "'", answer);
            }
            listed |= other.depth() == 1 && name.equals(list);
        }
        if (!listed && !refused) {
            throw notUnderstood("no <" + list + "> and no <error>", answer);
        }
    }

    private String verb(Request request) {
        return Stream.of("Identify", "GetRecord")
                .filter(other -> request.uri().getQuery().contains("verb=" + other))
                .findFirst()
                .orElse(verb);
    }

    private static Failure notUnderstood(String what, Answer answer) {
        return new Failure(
                Failure.Kind.AGAIN, "the answer to " + answer.request() + " is not what was asked for: it has " + what);
    }

    /** What an error of the protocol means, which Libris sends with status 200. */
    private static Page judge(Answer answer, boolean resumed, String code, String explanation) throws Failure {
        String sentence = "Libris answered " + code + (explanation.isEmpty() ? "" : " (" + clean(explanation) + ")")
                + " to " + answer.request();
        switch (code) {
            case "noRecordsMatch", "idDoesNotExist":
                if (resumed) {
                    // A token promises more; nothing at all is a page lost.
                    throw new Failure(Failure.Kind.RESTART, sentence);
                }
                return new Page(answer, null);
            case "badResumptionToken":
                throw new Failure(Failure.Kind.RESTART, sentence);
            case "badArgument", "badVerb", "cannotDisseminateFormat", "noSetHierarchy", "noMetadataFormats":
                throw new Failure(Failure.Kind.MISTAKE, sentence + ": mend the parameters of libris-oaipmh-source");
            default:
                throw new Failure(Failure.Kind.AGAIN, sentence);
        }
    }

    private static String clean(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", " ");
        return plain.length() > 300 ? plain.substring(0, 300) + "…" : plain;
    }

    @Override
    public Records records(Window window, Answer answer) {
        return new OaiPmhRecords(splitter(answer, "about"), metadataPrefix);
    }
}
