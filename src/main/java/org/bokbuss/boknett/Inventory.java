package org.bokbuss.boknett;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.harvest.Page;
import org.bokbuss.harvest.Pieces;
import org.bokbuss.harvest.Records;
import org.bokbuss.harvest.Session;
import org.bokbuss.harvest.Source;
import org.bokbuss.harvest.UnreadableRecord;
import org.bokbuss.harvest.Window;
import org.bokbuss.split.Piece;
import org.bokbuss.split.Splitter;

/**
 * The inventory of Bokbasen's DDS: first everything after a time, then, run after run, what changed after the cursor
 * that the last answer gave. It has no end but the present.
 *
 * <p>A list ends where the cursor is missing or the one that was asked for, and where a page has no entries: all of these
 * are documented somewhere, and none of them everywhere. The last cursor is kept for the next run.
 */
public final class Inventory implements Source {
    private static final int MOST = 10_000;

    /** Far beyond what there is: a source that goes on for longer pages endlessly. */
    private static final int MOST_PAGES = 20_000;

    private static final Pattern SIZE = Pattern.compile("(?<=[?&]pagesize=)\\d+");

    private static final Pattern TIME = Pattern.compile("(?<=[?&]after=)\\d{14}");

    private static final Set<String> STATES =
            Set.of("PUBLISHED", "UNPUBLISHED", "CREATED", "MODIFIED", "DELETED", "FIRST_PUBLISHED", "ACCESS");

    private int pageSize = MOST;

    private boolean v1;

    private boolean asJson;

    private final Map<String, String> v1Parameters = new LinkedHashMap<>();

    /** How many entries a page has at most. */
    public void setPageSize(int pageSize) {
        if (pageSize < 1 || pageSize > MOST) {
            throw new UserError("pageSize=" + pageSize + ": write a number from 1 to " + MOST);
        }
        this.pageSize = pageSize;
    }

    /** {@code v2}; or {@code v1}, which tells everything at once, for those who still reach it. */
    public void setVersion(String version) {
        if (!version.equals("v1") && !version.equals("v2")) {
            throw new UserError("version=" + version + ": write v2 or v1");
        }
        v1 = version.equals("v1");
    }

    /** {@code xml}, the entry as it came; or {@code json}, its fields and whether it may be sold. */
    public void setFormat(String format) {
        if (!format.equals("xml") && !format.equals("json")) {
            throw new UserError("format=" + format + ": write xml or json");
        }
        asJson = format.equals("json");
    }

    /** One version of a title by its uuid; for v1. */
    public void setId(String id) {
        v1Parameter("id", id, "[\\w:-]{1,100}", "a uuid");
    }

    /** One title; for v1. */
    public void setIsbn(String isbn) {
        v1Parameter("isbn", isbn.replace("-", ""), "\\d{13}", "thirteen digits");
    }

    /** What the dates are dates of, or which titles; for v1. */
    public void setState(String state) {
        v1Parameter(
                "state",
                state,
                String.join("|", STATES),
                String.join(", ", STATES.stream().sorted().toList()));
    }

    /** The first day, {@code 2015-08-31}; for v1. */
    public void setFromDate(String fromDate) {
        v1Parameter("fromDate", day(fromDate), "\\d{8}", "a date as 2015-08-31");
    }

    /** The last day; for v1. */
    public void setToDate(String toDate) {
        v1Parameter("toDate", day(toDate), "\\d{8}", "a date as 2015-08-31");
    }

    /** The day first, as Norwegians write: the only example there is could be read either way. */
    private static String day(String date) {
        return date.strip().replaceFirst("^(\\d{4})-(\\d\\d)-(\\d\\d)$", "$3$2$1");
    }

    private void v1Parameter(String name, String value, String form, String meant) {
        String text = value.strip();
        if (!text.isEmpty() && !text.matches(form)) {
            throw new UserError(name + "=" + text + ": write " + meant);
        }
        if (text.isEmpty()) {
            v1Parameters.remove(name);
        } else {
            v1Parameters.put(name, text);
        }
    }

    private static Instant oldest() {
        return Instant.now().minus(DdsTime.OLDEST).truncatedTo(ChronoUnit.SECONDS);
    }

    @Override
    public Session open(CamelContext context, Settings settings) {
        return new Asking(context, settings);
    }

    /** One run with these parameters. */
    private final class Asking implements Session {
        private Dds dds;
        private Duration patience;
        // Learnt from answers, anew in each run.
        private volatile int size = MOST;
        private volatile boolean refusesOldTimes;
        private final InventoryReader reader = new InventoryReader(asJson);
        private final AtomicInteger pages = new AtomicInteger();

        Asking(CamelContext context, Settings settings) {
            if (!v1 && !v1Parameters.isEmpty()) {
                throw new UserError(
                        String.join(", ", v1Parameters.keySet()) + ": v2 has no such parameters, it tells what"
                                + " changed; take them away, or write version: v1");
            }
            dds = Dds.of(context, settings);
            patience = settings.duration(Key.HARVEST_ANSWER_TIME);
            size = pageSize;
            refusesOldTimes = false;
            pages.set(0);
        }

        @Override
        public boolean timed() {
            return !v1;
        }

        @Override
        public String source() {
            return v1 ? allOfV1().uri().toString() : dds.inventory().toString();
        }

        @Override
        public Request identify() {
            if (v1) {
                return dds.list(dds.inventoryV1(), Map.of("isbn", "9780000000002"));
            }
            Map<String, String> asked = new LinkedHashMap<>();
            asked.put("after", DdsTime.of(Instant.now()));
            asked.put("pagesize", "1");
            return dds.list(dds.inventory(), asked);
        }

        @Override
        public Request first(Window window) {
            if (v1) {
                return allOfV1();
            }
            return window.bookmark() == null
                    ? list("after", DdsTime.of(start(window)))
                    : list("next", window.bookmark());
        }

        private Request allOfV1() {
            Map<String, String> asked = new LinkedHashMap<>(v1Parameters);
            if (asked.containsKey("fromDate") || asked.containsKey("toDate")) {
                // The page says in one place that it is the default, in another that it must be there.
                asked.putIfAbsent("state", "MODIFIED");
            }
            return dds.list(dds.inventoryV1(), asked);
        }

        private Instant start(Window window) {
            Instant from = window.from() == null ? DdsTime.BEGINNING : window.from();
            return refusesOldTimes && from.isBefore(oldest()) ? oldest() : from;
        }

        @Override
        public Request next(Window window, String cursor) {
            return list("next", cursor);
        }

        private Request list(String by, String value) {
            Map<String, String> asked = new LinkedHashMap<>();
            asked.put(by, value);
            asked.put("pagesize", Integer.toString(size));
            return dds.list(dds.inventory(), asked).withPatience(patience);
        }

        @Override
        public Optional<Request> smaller(Request refused) {
            Matcher asked = SIZE.matcher(refused.uri().toString());
            if (!asked.find() || asked.group().equals("1")) {
                return Optional.empty();
            }
            int half = Integer.parseInt(asked.group()) / 2;
            size = Math.min(size, half);
            URI address = URI.create(asked.replaceFirst(Integer.toString(half)));
            return Optional.of(refused.withUri(address));
        }

        @Override
        public Optional<Request> one(String subject) {
            return Isbn.of(subject).map(isbn -> v1 ? dds.list(dds.inventoryV1(), Map.of("isbn", isbn)) : dds.one(isbn));
        }

        @Override
        public Splitter<Piece> split(Response answer) {
            return answer.status() == 200 ? new InventoryFeed(answer).split() : Splitter.nothing();
        }

        @Override
        public Page read(Window window, String cursor, Pieces entries) throws SourceFailure {
            Response answer = entries.answer();
            boolean list = isList(answer.request());
            if (answer.status() == 404 && !list && !v1) {
                return new Page(entries, null);
            }
            if (answer.status() != 200) {
                throw refused(window, new InventoryFeed(answer));
            }
            InventoryFeed.requireFeed(entries);
            return list ? page(entries) : new Page(entries, null);
        }

        private boolean isList(Request request) {
            return !v1 && request.uri().getRawQuery() != null;
        }

        private Page page(Pieces entries) throws SourceFailure {
            if (pages.incrementAndGet() > MOST_PAGES) {
                throw new SourceFailure(
                        SourceFailure.Kind.CURSOR_LOOP,
                        MOST_PAGES + " pages in one run and no end: the place is kept, the next run goes on");
            }
            String asked = Cursors.asked(entries.answer().request()).orElse(null);
            String next = Cursors.next(entries.answer()).orElse(null);
            boolean more = next != null && !next.equals(asked) && entries.count() > 0;
            return new Page(entries, more ? next : null).withBookmark(next == null ? asked : next);
        }

        // Refusals

        private SourceFailure refused(Window window, InventoryFeed feed) {
            Response answer = feed.answer();
            String sentence = feed.refusal();
            if (answer.status() == 403) {
                return new SourceFailure(
                        SourceFailure.Kind.PERMANENT,
                        sentence + ": the login has no right to this; check " + Key.BOKNETT_AUDIENCE.text()
                                + " and your agreement with Bokbasen");
            }
            if (Cursors.asked(answer.request()).isPresent()) {
                return lost(window, sentence);
            }
            Matcher after = TIME.matcher(answer.request().uri().toString());
            if (answer.status() != 404
                    && after.find()
                    && !refusesOldTimes
                    && DdsTime.parse(after.group()).isBefore(oldest())) {
                return tooOld(sentence);
            }
            if (answer.status() == 404) {
                return new SourceFailure(
                        SourceFailure.Kind.PERMANENT, sentence + ": check " + Key.BOKNETT_BASE_URL.text());
            }
            return new SourceFailure(v1 ? SourceFailure.Kind.MISCONFIGURED : SourceFailure.Kind.PERMANENT, sentence);
        }

        /** The cursor is not known any more, as after an outage: by time instead, from where the position is. */
        private SourceFailure lost(Window window, String sentence) {
            Instant from = window.from() == null ? DdsTime.BEGINNING : window.from();
            String missing = from.isBefore(oldest())
                    ? "; what changed before " + oldest()
                            + " may be missing then, if Boknett does not answer so far back"
                    : "; nothing should be missing then";
            return new SourceFailure(
                    SourceFailure.Kind.CURSOR_LOST,
                    sentence + ": the cursor is not accepted any more, the harvest goes on by time from " + from
                            + missing);
        }

        private SourceFailure tooOld(String sentence) {
            refusesOldTimes = true;
            return new SourceFailure(
                    SourceFailure.Kind.CURSOR_LOST,
                    sentence + ": that is taken for a refusal of times so long ago; THE LOAD IS PARTIAL, it begins at "
                            + oldest()
                            + ": titles that last changed before that and were not delivered earlier are missing,"
                            + " ask Bokbasen how to get them");
        }

        @Override
        public Records records(Window window, Pieces entries) {
            Records all = Records.of(entries, this);
            boolean allVersions = !v1 && !isList(entries.answer().request());
            return allVersions ? new NewestVersion(all) : all;
        }

        @Override
        public LibraryRecord record(Piece entry) throws UnreadableRecord {
            return reader.read(entry);
        }

        @Override
        public String mediaType() {
            return InventoryReader.ENTRY;
        }

        @Override
        public String subject(Piece unreadable) {
            return InventoryReader.subject(unreadable);
        }
    }
}
