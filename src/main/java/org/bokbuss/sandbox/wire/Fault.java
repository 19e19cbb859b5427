package org.bokbuss.sandbox.wire;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Something that goes wrong on purpose. Written {@code NAME[=VALUE][@PAGE][*TIMES]}: {@code 503=2@5} answers page 5
 * once with status 503 and {@code Retry-After: 2}; {@code same-token@3*} does it forever.
 *
 * @param kind what goes wrong
 * @param status the HTTP status of {@link Kind#STATUS}, else 0
 * @param value the value after {@code =}, or empty
 * @param page the page of a harvest it strikes, 0 for any
 * @param times how often it strikes, {@link #FOREVER} for always
 */
public record Fault(Kind kind, int status, String value, int page, int times) {
    public static final int FOREVER = Integer.MAX_VALUE;

    /** From here on pages are single calls, a thousand for each kind; the round number stands for all of a kind. */
    public static final int SINGLE_CALLS = 90_000;

    public static final int CALLS_OF_A_KIND = 1_000;

    private static final Pattern SPEC = Pattern.compile(
            "(?<name>[a-z0-9-]+)(=(?<value>.*?))?(@(?<page>\\d{1,9}))?(?<star>\\*(?<times>\\d{1,9}|forever)?)?");
    private static final Pattern STATUS = Pattern.compile("[45]\\d\\d");
    private static final Pattern RETRY_AFTER = Pattern.compile("(date:)?\\d{1,6}");

    /** Where a fault lies; a page meets one of each stage, except that its content may be wrong in several ways. */
    enum Stage {
        REQUEST,
        REFUSAL,
        CONTENT,
        ENCODING,
        PACE,
        HEADER,
        END
    }

    /** The ways to fail. */
    public enum Kind {
        DROPPED(Stage.REQUEST, "dropped", "the connection is reset before the request is carried out"),
        IGNORED(Stage.REQUEST, "ignored", "never answered and not carried out"),
        STATUS(Stage.REFUSAL, "503", "a refusal with any status 400 to 599; =2 or =date:2 sets Retry-After"),
        EMPTY(Stage.REFUSAL, "empty", "200 without a body"),
        HTML(Stage.REFUSAL, "html", "200 with a web page"),
        REDIRECT(Stage.REFUSAL, "redirect", "302 to =URL"),
        BAD_TOKEN(Stage.CONTENT, "bad-token", "the token is refused"),
        SAME_TOKEN(Stage.CONTENT, "same-token", "the token asked for, or the page itself, is answered as the next"),
        NO_RECORDS(Stage.CONTENT, "no-records", "a page without records before this one"),
        CONTROL(Stage.CONTENT, "control", "a control character in a record"),
        BAD_UTF8(Stage.CONTENT, "bad-utf8", "a record with bytes that are no UTF-8"),
        BAD_RECORD(Stage.CONTENT, "bad-record", "a record with mismatched tags or misplaced commas"),
        CONVERSION(Stage.CONTENT, "conversion", "a record that Libris could not convert"),
        ELSEWHERE(Stage.CONTENT, "elsewhere", "the link to the next page names another host"),
        VANISHED(Stage.CONTENT, "vanished", "a hit without its record, though it is counted"),
        DUPLICATE(Stage.CONTENT, "duplicate", "a record twice"),
        NEW_DUMP(Stage.CONTENT, "new-dump", "a dump is made anew, with another startTime"),
        OTHER_HOST(Stage.CONTENT, "other-host", "links name another host"),
        DOCTYPE(Stage.CONTENT, "doctype", "entities that grow without end"),
        INCOMPLETE(Stage.CONTENT, "incomplete", "a MARC export that ends after =RECORDS as if it were whole"),
        NO_OP(Stage.CONTENT, "no-op", "a PUT is answered as done and nothing kept"),
        CONFLICT(Stage.CONTENT, "conflict", "a PUT is answered with 412 though nobody else has written"),
        DUPLICATE_STATUS(
                Stage.CONTENT, "duplicate-status", "a holding that there is already is answered with =400, =409"),
        ERROR_ID(Stage.CONTENT, "error-id", "a write is answered with 500 and an error_id and not carried out"),
        LATE_ERROR(
                Stage.CONTENT, "late-error", "a write is answered with 500 and an error_id after it was carried out"),
        EXPIRED(Stage.CONTENT, "expired", "the token of a write has expired"),
        LOGIN_DOWN(Stage.CONTENT, "login-down", "a write is answered with 401, as the login server is unavailable"),
        VERIFY_BROKEN(
                Stage.CONTENT, "verify-broken", "a write is answered with 500, as the login server answers nonsense"),
        GZIP(Stage.ENCODING, "gzip", "compressed, whole"),
        GZIP_CUT(Stage.ENCODING, "gzip-cut", "compressed, without the end"),
        SLOW(Stage.PACE, "slow", "a pause of =MS milliseconds between pieces"),
        NO_DATE(Stage.HEADER, "no-date", "no Date header"),
        TWO_DATES(Stage.HEADER, "two-dates", "the Date header twice, as behind a proxy"),
        CAMEL_HEADERS(Stage.HEADER, "camel-headers", "headers by names that steer Camel"),
        CUT(Stage.END, "cut", "ends early, the lengths agree"),
        SHORT(Stage.END, "short", "ends before its Content-Length"),
        CHUNK_CUT(Stage.END, "chunk-cut", "ends without the last chunk"),
        RESET(Stage.END, "reset", "the connection is reset in mid-body"),
        STALL(Stage.END, "stall", "stops in mid-body and keeps the connection"),
        HUNG_UP(Stage.END, "hung-up", "carried out, but the connection is reset instead of an answer"),
        UNANSWERED(Stage.END, "unanswered", "carried out, but never answered");

        private final Stage stage;
        private final String spelling;
        private final String meaning;

        Kind(Stage stage, String spelling, String meaning) {
            this.stage = stage;
            this.spelling = spelling;
            this.meaning = meaning;
        }

        Stage stage() {
            return stage;
        }

        /** The name to write in a specification; {@code 503} stands for every status. */
        public String spelling() {
            return spelling;
        }

        /** What happens, in a few words. */
        public String meaning() {
            return meaning;
        }
    }

    /**
     * Reads one specification.
     *
     * @throws IllegalArgumentException with a sentence for the person who wrote it
     */
    public static Fault parse(String spec) {
        var parts = SPEC.matcher(spec);
        if (!parts.matches()) {
            throw wrong(spec, "it is not written NAME[=VALUE][@PAGE][*TIMES]");
        }
        var name = parts.group("name");
        var kind = kind(spec, name);
        var value = parts.group("value") == null ? "" : parts.group("value");
        checkValue(spec, kind, value);
        var page = parts.group("page") == null ? 0 : Integer.parseInt(parts.group("page"));
        var times = times(parts.group("star"), parts.group("times"));
        if (times < 1) {
            throw wrong(spec, "TIMES is at least 1");
        }
        return new Fault(kind, kind == Kind.STATUS ? Integer.parseInt(name) : 0, value, page, times);
    }

    private static int times(String star, String times) {
        if (star == null) {
            return 1;
        }
        return times == null || times.equals("forever") ? FOREVER : Integer.parseInt(times);
    }

    private static Kind kind(String spec, String name) {
        if (STATUS.matcher(name).matches()) {
            return Kind.STATUS;
        }
        return Arrays.stream(Kind.values())
                .filter(k -> k != Kind.STATUS && k.spelling.equals(name))
                .findFirst()
                .orElseThrow(() -> wrong(spec, "there is no fault " + name));
    }

    private static void checkValue(String spec, Kind kind, String value) {
        switch (kind) {
            case STATUS ->
                check(
                        value.isEmpty() || RETRY_AFTER.matcher(value).matches(),
                        spec,
                        "its value is seconds or date:SECONDS");
            case SLOW -> check(value.matches("\\d{1,6}"), spec, "its value is a number of milliseconds");
            case INCOMPLETE -> check(value.matches("\\d{1,9}"), spec, "its value is a number of records");
            case DUPLICATE_STATUS -> check(value.matches("400|404|409"), spec, "its value is 400, 404 or 409");
            case REDIRECT -> check(!value.isEmpty(), spec, "its value is the address to go to");
            default -> check(value.isEmpty(), spec, "it takes no value");
        }
    }

    private static void check(boolean right, String spec, String sentence) {
        if (!right) {
            throw wrong(spec, sentence);
        }
    }

    private static IllegalArgumentException wrong(String spec, String sentence) {
        var names = Arrays.stream(Kind.values())
                .filter(k -> k != Kind.STATUS)
                .map(Kind::spelling)
                .collect(Collectors.joining(", "));
        return new IllegalArgumentException("Fault '" + spec + "': " + sentence
                + ". Faults are any status from 400 to 599 (429, 503=2, 503=date:2), " + names
                + ", each with @PAGE and *TIMES if wanted.");
    }

    boolean strikes(int ofPage) {
        var everyCall = ofPage > SINGLE_CALLS ? ofPage / CALLS_OF_A_KIND * CALLS_OF_A_KIND : ofPage;
        return page == 0 || page == ofPage || page == everyCall;
    }
}
