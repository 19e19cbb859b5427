package org.bokbuss.sandbox.boknett;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.Dice;
import org.bokbuss.sandbox.wire.Upstream;

/**
 * Bokbasen's DDS in the sandbox: its titles, to look at and to change, and the manners of its services, of which more
 * than one is thinkable, since no document settles them. Safe for threads.
 */
public final class Boknett {
    public static final String CLIENT_ID = "sandbox-client";
    public static final String CLIENT_SECRET = "sandbox-s3cret&client=+";
    public static final String USERNAME = "sandbox-user";
    public static final String PASSWORD = "sandbox-p4ss&word=+ å";
    public static final String AUDIENCE = "https://api.bokbasen.io/dds/";

    private static final Instant OLDEST = Instant.parse("2012-03-01T09:00:00Z");

    /** How a list comes to its end. */
    public enum End {
        /** An empty page with the cursor that was asked for; so says Bokbasen's wiki. */
        SAME_CURSOR,
        /** An empty page with a new cursor. */
        NEW_CURSOR,
        /** The last page with entries has the cursor that was asked for. */
        REPEATED_CURSOR,
        /** The last page with entries has no cursor, nor has an empty one. */
        NO_CURSOR
    }

    /** How the header Link is written; it is missing on a last page. */
    public enum Links {
        RFC_8288,
        BARE,
        /** To another host. */
        ELSEWHERE,
        /** The cursor is in the Link alone: there is no Next. */
        ALONE
    }

    private final long seed;
    private final Map<String, List<Title>> versions = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<Catalogue.Position, Title> order = new ConcurrentSkipListMap<>();
    private final List<String> issued = Collections.synchronizedList(new ArrayList<>());
    private Instant latest = Instant.EPOCH;
    private int added;

    private volatile End end = End.SAME_CURSOR;
    private volatile Links links = Links.RFC_8288;
    private volatile boolean lowerCase;
    private volatile int mostPerPage = 10_000;
    private volatile Duration oldestAfter;
    private volatile int era = 1;
    private volatile int expiresIn = 4711;
    private volatile int callsPerToken = Integer.MAX_VALUE;

    public Boknett(long seed, int titles, Instant newest) {
        this.seed = seed;
        this.added = titles;
        var span = Duration.between(OLDEST, newest).toMillis();
        for (var row = 0; row < titles; row++) {
            // Some neighbours share one time, as after a bulk change.
            var shared = row % 10 < 3 ? row / 10 * 10 : row;
            var updated =
                    OLDEST.plusMillis(span * shared / Math.max(1, titles - 1)).truncatedTo(ChronoUnit.SECONDS);
            var last = 1 + Dice.roll(seed, row, 85, 3);
            var all = new ArrayList<Title>();
            for (var version = 1; version <= last; version++) {
                var title = Title.of(seed, row, version, updated.minus(last - version, ChronoUnit.DAYS));
                all.add(version < last ? title.replaced() : title);
            }
            put(all);
        }
    }

    /** The services: the login and the inventory. */
    public List<Upstream> apis() {
        var login = new BoknettLogin(this);
        return List.of(login, new BoknettInventory(this, login));
    }

    /** What to configure so that Boknett is asked at this address. */
    public static Map<String, String> settings(URI address) {
        return Map.of(
                "boknett.base-url", address + "/dds",
                "boknett.token-url", address + BoknettLogin.TOKEN,
                "boknett.login-url", address + BoknettLogin.TICKETS,
                "boknett.client-id", CLIENT_ID,
                "boknett.client-secret", CLIENT_SECRET,
                "boknett.username", USERNAME,
                "boknett.password", PASSWORD);
    }

    long seed() {
        return seed;
    }

    // Titles

    /** The newest version of each. */
    public Stream<Title> titles() {
        return versions.values().stream().map(Boknett::newest);
    }

    /** All versions of one, the oldest first; none if there is no such title. */
    public List<Title> versions(String isbn) {
        return versions.getOrDefault(isbn, List.of());
    }

    /** The titles after a position, the one that changed first before the others. */
    Iterator<Title> after(Catalogue.Position position) {
        return order.tailMap(position, false).values().iterator();
    }

    private static Title newest(List<Title> all) {
        return all.get(all.size() - 1);
    }

    /** Changes the terms of a title, and brings a deleted one back. */
    public Title change(String isbn) {
        return replace(isbn, title -> title.changed(timeOfChange()));
    }

    /** Takes a title from sale; it is there still. */
    public Title withdraw(String isbn) {
        return replace(isbn, title -> title.withdrawn(timeOfChange()));
    }

    /** Deletes a title: it stays in the lists, with a date. */
    public Title delete(String isbn) {
        return replace(isbn, title -> title.deleted(timeOfChange()));
    }

    /** Puts a new file in the place of a title's: another version, another uuid. */
    public synchronized Title republish(String isbn) {
        var all = new ArrayList<>(known(isbn));
        var before = all.remove(all.size() - 1);
        var after = before.republished(seed, timeOfChange());
        all.add(before.replaced());
        all.add(after);
        order.remove(before.position());
        put(all);
        return after;
    }

    /** Adds a title. */
    public synchronized Title add() {
        var title = Title.of(seed, added++, 1, timeOfChange()).changed(latest);
        put(List.of(title));
        return title;
    }

    private synchronized Title replace(String isbn, UnaryOperator<Title> change) {
        var all = new ArrayList<>(known(isbn));
        var before = all.remove(all.size() - 1);
        var after = change.apply(before);
        all.add(after);
        order.remove(before.position());
        put(all);
        return after;
    }

    private List<Title> known(String isbn) {
        var all = versions(isbn);
        if (all.isEmpty()) {
            throw new NoSuchElementException("Boknett has no title " + isbn);
        }
        return all;
    }

    private void put(List<Title> all) {
        var title = newest(all);
        versions.put(title.isbn(), List.copyOf(all));
        order.put(title.position(), title);
    }

    /** After every other change, and never before now. */
    private synchronized Instant timeOfChange() {
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        latest = now.isAfter(latest) ? now : latest.plusMillis(1);
        return latest;
    }

    // Manners

    /** How lists end from now on. */
    public Boknett end(End how) {
        end = how;
        return this;
    }

    End end() {
        return end;
    }

    /** How Link is written from now on. */
    public Boknett links(Links how) {
        links = how;
        return this;
    }

    Links links() {
        return links;
    }

    /** Header names in lower case from now on. */
    public Boknett lowerCase() {
        lowerCase = true;
        return this;
    }

    String header(String name) {
        return lowerCase ? name.toLowerCase(java.util.Locale.ROOT) : name;
    }

    /** A larger {@code pagesize} is refused with 413; 10,000 if not said. */
    public Boknett mostPerPage(int entries) {
        mostPerPage = entries;
        return this;
    }

    int mostPerPage() {
        return mostPerPage;
    }

    /** How long ago {@code after} may lie; forever if not said. */
    public Boknett oldestAfter(Duration age) {
        oldestAfter = age;
        return this;
    }

    boolean isTooOld(Instant after) {
        return oldestAfter != null && after.isBefore(Instant.now().minus(oldestAfter));
    }

    /** All cursors given so far are too old now. */
    public Boknett forgetCursors() {
        era++;
        return this;
    }

    int era() {
        return era;
    }

    /** What tokens say of their life, in seconds; 4711 if not said. */
    public Boknett expiresIn(int seconds) {
        expiresIn = seconds;
        return this;
    }

    int expiresIn() {
        return expiresIn;
    }

    /** Tokens and tickets given from now on are refused after so many calls. */
    public Boknett callsPerToken(int calls) {
        callsPerToken = calls;
        return this;
    }

    int callsPerToken() {
        return callsPerToken;
    }

    /** Every token and ticket given so far. */
    public List<String> issued() {
        synchronized (issued) {
            return List.copyOf(issued);
        }
    }

    void issue(String token) {
        issued.add(token);
    }
}
