package org.bokbuss.sandbox.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The records of the sandbox. Those it starts with are computed from their row and the seed; only what changed since is
 * kept. Safe for threads.
 */
public final class Catalogue {
    private static final Instant OLDEST = Instant.parse("2018-06-01T08:00:00Z");

    private final long seed;
    private final Layout layout;
    private final long span;
    private final Map<Integer, Entry> changed = new ConcurrentHashMap<>();
    private final ConcurrentSkipListSet<Position> changedOrder = new ConcurrentSkipListSet<>();
    private final ConcurrentSkipListMap<Position, Entry> log = new ConcurrentSkipListMap<>();
    private final Map<String, List<Integer>> addedHoldings = new ConcurrentHashMap<>();
    private final Map<String, String> survivors = new ConcurrentHashMap<>();
    private final Set<String> unconvertible = ConcurrentHashMap.newKeySet();
    private final AtomicInteger rows;
    private Instant latest = Instant.EPOCH;

    /** A place in the order in which Libris XL pages: time of change, then record. */
    public record Position(Instant modified, int row) implements Comparable<Position> {
        private static final Comparator<Position> ORDER =
                Comparator.comparing(Position::modified).thenComparingInt(Position::row);

        @Override
        public int compareTo(Position other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * A catalogue.
     *
     * @param seed the same seed gives the same records
     * @param bibs how many bibs; there are as many holdings, and a tenth as many authorities, at least twelve
     * @param newest when the youngest record was last changed
     */
    public Catalogue(long seed, int bibs, Instant newest) {
        this.seed = seed;
        this.layout = new Layout(Math.max(12, bibs / 10), bibs);
        this.rows = new AtomicInteger(layout.rows());
        this.span = Duration.between(OLDEST, newest).toMillis();
    }

    /** Everything there is, deleted records too. */
    public Stream<Entry> entries() {
        return IntStream.range(0, rows.get()).mapToObj(this::entry);
    }

    /** How many records a set has, deleted ones too. */
    public long count(String set) {
        var spec = SetSpec.parse(set);
        return entries().filter(e -> spec.contains(e, this)).count();
    }

    /** The number of rows, deleted records too. */
    public int rows() {
        return rows.get();
    }

    /**
     * One record.
     *
     * @param id an id or a record's address
     */
    public Entry record(String id) {
        return find(id).orElseThrow(() -> new NoSuchElementException("The catalogue has no record " + id));
    }

    /** One record by its id or by its address; nothing if there is none. */
    public Optional<Entry> find(String id) {
        var bare = id.startsWith(Entry.HOST) ? id.substring(Entry.HOST.length()) : id;
        var row = Fnurgel.row(seed, bare);
        return existing(row);
    }

    /** One record by the number it had before Libris XL; if it was merged into another, that one. */
    public Optional<Entry> findLegacy(String number) {
        var entry = existing(Fnurgel.legacyRow(number)).filter(Entry::isLegacy);
        return entry.flatMap(this::survivor).or(() -> entry);
    }

    /** Finds a record by any address it has; once deleted only by its own. */
    public Optional<Entry> findByAddress(String address) {
        if (!address.startsWith("http")) {
            return Optional.empty();
        }
        var thing = address.endsWith("#it");
        var own = find(thing ? address.substring(0, address.length() - 3) : address);
        if (own.isPresent()) {
            return own.flatMap(this::survivor).or(() -> own.filter(e -> !thing || !e.deleted()));
        }
        var legacy = address.replaceFirst("^http://libris\\.kb\\.se/(resource/)?(auth|bib|hold)/", "");
        if (!legacy.equals(address)) {
            return findLegacy(legacy).filter(e -> !e.deleted());
        }
        return address.startsWith(Descriptions.TOPICS)
                ? findTopic(address).filter(e -> !e.deleted())
                : Optional.empty();
    }

    /** The record that another was merged into. */
    public Optional<Entry> survivor(Entry merged) {
        var next = Optional.ofNullable(survivors.get(merged.id())).map(this::record);
        return next.flatMap(this::survivor).or(() -> next);
    }

    /** From now on the addresses of the one lead to the other. */
    public void redirect(String from, String to) {
        survivors.put(record(from).id(), record(to).id());
    }

    /** One topic by its address at id.kb.se. */
    public Optional<Entry> findTopic(String address) {
        return IntStream.range(0, layout.authorities())
                .mapToObj(this::entry)
                .filter(e -> e.kind() == Kind.TOPIC)
                .filter(e -> Descriptions.thing(this, e).equals(address))
                .findFirst();
    }

    /** Every library that ever held something. */
    public Set<String> sigels() {
        var sigels = new HashSet<>(Set.of(Layout.SIGELS));
        changed.values().stream()
                .filter(e -> e.kind() == Kind.HOLDING)
                .map(Entry::sigel)
                .forEach(sigels::add);
        return sigels;
    }

    private Optional<Entry> existing(OptionalInt row) {
        return row.isPresent() && row.getAsInt() < rows.get() ? Optional.of(entry(row.getAsInt())) : Optional.empty();
    }

    /** The record in a row as it stands. */
    public Entry entry(int row) {
        var change = changed.get(row);
        return change == null ? original(row) : change;
    }

    private Entry original(int row) {
        var kind = layout.kind(row);
        var held = kind == Kind.HOLDING;
        var modified = originallyModified(row);
        return new Entry(
                row,
                kind,
                layout.number(row),
                Fnurgel.of(seed, row),
                modified.minus(Dice.roll(seed, row, 2, 500), ChronoUnit.DAYS),
                modified,
                Dice.roll(seed, row, 3, 3),
                layout.isDeletedFromTheStart(row),
                held ? layout.sigel(row) : Dice.pick(seed, row, 4, Layout.SIGELS),
                held ? Fnurgel.of(seed, layout.bibRow(row)) : "",
                Optional.empty());
    }

    /** Later rows are never older. Some groups of rows share one time, as after a bulk change. */
    private Instant originallyModified(int row) {
        var group = row / 4;
        var shared = Dice.roll(seed, group, 5, 5) == 0 ? group * 4 : row;
        var millis = OLDEST.toEpochMilli() + span * shared / Math.max(1, layout.rows() - 1);
        // Libris writes as many digits of the fraction as the clock gave it: none to three.
        var grain = new long[] {1, 10, 100, 1000}[Dice.roll(seed, shared, 6, 4)];
        return Instant.ofEpochMilli(millis / grain * grain);
    }

    /** The row that starts at or after a time, among those that never changed. */
    private int firstRowAt(Instant time) {
        var low = 0;
        var high = layout.rows();
        while (low < high) {
            var middle = (low + high) >>> 1;
            if (originallyModified(middle).isBefore(time)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The records from a position on, it excluded, in the order in which Libris XL pages. */
    public Iterator<Entry> after(Position position) {
        var firstOriginal = position.modified().equals(Instant.MIN) ? 0 : firstRowAt(position.modified());
        return new InOrder(firstOriginal, position);
    }

    /** Merges the records that never changed with those that did. */
    private final class InOrder implements Iterator<Entry> {
        private final Iterator<Position> changes;
        private final Position start;
        private int row;
        private Entry original;
        private Entry change;

        private InOrder(int row, Position start) {
            this.row = row;
            this.start = start;
            this.changes = changedOrder.tailSet(start, false).iterator();
            advanceOriginal();
            advanceChange();
        }

        private void advanceOriginal() {
            original = null;
            while (original == null && row < layout.rows()) {
                if (!changed.containsKey(row) && new Position(originallyModified(row), row).compareTo(start) > 0) {
                    original = original(row);
                }
                row++;
            }
        }

        private void advanceChange() {
            change = null;
            while (change == null && changes.hasNext()) {
                var next = changes.next();
                var entry = changed.get(next.row());
                // A record that changed once more since stands further on.
                if (entry.modified().equals(next.modified())) {
                    change = entry;
                }
            }
        }

        @Override
        public boolean hasNext() {
            return original != null || change != null;
        }

        @Override
        public Entry next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            var takeOriginal =
                    change == null || original != null && position(original).compareTo(position(change)) < 0;
            var next = takeOriginal ? original : change;
            if (takeOriginal) {
                advanceOriginal();
            } else {
                advanceChange();
            }
            return next;
        }
    }

    /**
     * Every version of every record up to a time, it included, the newest first: the records as the sandbox began with
     * them, and all that was done to them since.
     */
    public Stream<Entry> versions(Instant until) {
        var last = new Position(until, Integer.MAX_VALUE);
        return Stream.concat(
                log.headMap(last, true).descendingMap().values().stream(),
                // What changes here changes after all that was there from the start.
                IntStream.iterate(firstRowAt(until.plusNanos(1)) - 1, row -> row >= 0, row -> row - 1)
                        .mapToObj(this::original));
    }

    /** The versions of one record, the oldest first: as the sandbox began with it, and what was made of it since. */
    public List<Entry> versions(Entry entry) {
        var begun = entry.row() < layout.rows() ? Stream.of(original(entry.row())) : Stream.<Entry>empty();
        return Stream.concat(begun, log.values().stream().filter(version -> version.row() == entry.row()))
                .toList();
    }

    public static Position position(Entry entry) {
        return new Position(entry.modified(), entry.row());
    }

    /** The living holdings of a bib. */
    public List<Entry> holdings(Entry bib) {
        return everHeld(bib).stream().filter(h -> !h.deleted()).toList();
    }

    /** The holdings of a bib, those that were deleted too. */
    public List<Entry> everHeld(Entry bib) {
        var rowsOfHoldings = new ArrayList<Integer>();
        if (bib.row() < layout.rows()) {
            rowsOfHoldings.addAll(layout.holdingRows(bib.row()));
        }
        rowsOfHoldings.addAll(addedHoldings.getOrDefault(bib.id(), List.of()));
        return rowsOfHoldings.stream()
                .distinct()
                .map(this::entry)
                // A holding may have been moved to another bib.
                .filter(holding -> holding.itemOf().equals(bib.id()))
                .toList();
    }

    /** The person and the topic that a bib names, if they live. */
    public List<Entry> linked(Entry bib) {
        return Stream.of(author(bib), topic(bib)).flatMap(Optional::stream).toList();
    }

    public Optional<Entry> author(Entry bib) {
        return bib.written()
                .map(d -> linked(d.thing().at("/instanceOf/contribution/0/agent/@id")))
                .orElseGet(() -> authority(Kind.PERSON, bib, 21));
    }

    public Optional<Entry> topic(Entry bib) {
        return bib.written()
                .map(d -> linked(d.thing().at("/instanceOf/subject/0/@id")))
                .orElseGet(() -> authority(Kind.TOPIC, bib, 22));
    }

    private Optional<Entry> linked(JsonNode address) {
        return findByAddress(address.asText()).filter(e -> !e.deleted());
    }

    private Optional<Entry> authority(Kind kind, Entry bib, int question) {
        var row = layout.authorityRow(kind, Dice.roll(seed, bib.number(), question));
        return row < 0 ? Optional.empty() : Optional.of(entry(row)).filter(e -> !e.deleted());
    }

    long seed() {
        return seed;
    }

    /** Writes a record again without changing it: only its time moves. */
    public Entry touch(String id) {
        return change(id, e -> e.changed(timeOfChange(), e.version(), e.deleted()));
    }

    /** Changes a record's content, and brings a deleted one back. */
    public Entry update(String id) {
        return change(id, e -> e.revised(timeOfChange()));
    }

    /** Changes the content of many records at one and the same instant, as bulk changes do. */
    public synchronized List<Entry> updateTogether(List<String> ids) {
        var now = timeOfChange();
        return ids.stream().map(id -> change(id, e -> e.revised(now))).toList();
    }

    /** Deletes a record. */
    public Entry delete(String id) {
        return change(id, e -> e.changed(timeOfChange(), e.version(), true));
    }

    /** Adds a bib. */
    public Entry addBib() {
        return add(Kind.BIB, "S", "", Optional.empty());
    }

    /** Adds a holding of a library to a bib. */
    public Entry addHolding(String bibId, String sigel) {
        return add(Kind.HOLDING, sigel, record(bibId).id(), Optional.empty());
    }

    /**
     * Adds a record that somebody wrote.
     *
     * @param sigel the library that made it; of a holding, the library that holds
     * @param itemOf the id of the bib that a holding belongs to, empty for others
     * @param document what it says, once it is known which id it gets
     */
    public Entry add(Kind kind, String sigel, String itemOf, Function<Entry, Document> document) {
        return add(kind, sigel, itemOf, Optional.of(document));
    }

    /**
     * Replaces a record's content, also of a deleted one.
     *
     * @param deleted whether the record is gone from now on
     * @param itemOf the id of the bib that a holding belongs to, empty for others
     */
    public Entry write(String id, Document document, String itemOf, boolean deleted) {
        return change(id, e -> e.written(timeOfChange(), e.version() + 1, deleted, itemOf, document));
    }

    /** Does something that nobody else's change may come in between. */
    public synchronized <T> T alone(Supplier<T> work) {
        return work.get();
    }

    /** From now on this record can't be converted: its metadata is the text that Libris puts there. */
    public void breakConversion(String id) {
        unconvertible.add(record(id).id());
    }

    public boolean isConvertible(Entry entry) {
        return unconvertible.isEmpty() || !unconvertible.contains(entry.id());
    }

    private synchronized Entry add(
            Kind kind, String sigel, String itemOf, Optional<Function<Entry, Document>> document) {
        var row = rows.get();
        var now = timeOfChange();
        var bare =
                new Entry(row, kind, row, Fnurgel.of(seed, row), now, now, 0, false, sigel, itemOf, Optional.empty());
        var entry = document.map(content -> bare.written(now, 0, false, itemOf, content.apply(bare)))
                .orElse(bare);
        put(entry);
        rows.incrementAndGet();
        hang(entry);
        return entry;
    }

    /** A holding that its bib would not know of by its place. */
    private void hang(Entry holding) {
        if (!holding.itemOf().isEmpty()) {
            addedHoldings
                    .computeIfAbsent(holding.itemOf(), bib -> new CopyOnWriteArrayList<>())
                    .add(holding.row());
        }
    }

    private synchronized Entry change(String id, UnaryOperator<Entry> change) {
        var before = record(id);
        var after = change.apply(before);
        changedOrder.remove(position(before));
        put(after);
        if (!after.itemOf().equals(before.itemOf())) {
            hang(after);
        }
        return after;
    }

    private void put(Entry entry) {
        log.put(position(entry), entry);
        changed.put(entry.row(), entry);
        changedOrder.add(position(entry));
    }

    /** What time it is: never before a change that was made, so that a harvest begun now sees them all. */
    public synchronized Instant now() {
        var now = Instant.now();
        latest = now.isAfter(latest) ? now : latest;
        return latest;
    }

    /** The time of a change: full milliseconds, as Libris keeps them, and after all that was harvested. */
    private Instant timeOfChange() {
        latest = now().truncatedTo(ChronoUnit.MILLIS).plusMillis(1);
        return latest;
    }
}
