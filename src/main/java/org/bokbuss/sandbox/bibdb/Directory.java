package org.bokbuss.sandbox.bibdb;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bokbuss.sandbox.catalogue.Dice;
import org.bokbuss.sandbox.catalogue.Layout;

/** The libraries of the sandbox. Safe for threads. */
public final class Directory {
    private static final Instant OLDEST = Instant.parse("2009-03-02T08:00:00Z");

    private final long seed;
    private final int size;
    private final Instant newest;
    private final Map<Integer, Library> changed = new ConcurrentHashMap<>();

    public Directory(long seed, int size, Instant newest) {
        this.seed = seed;
        this.size = size;
        this.newest = newest;
    }

    /** All libraries, closed ones too, in the order in which they are listed. */
    public Stream<Library> libraries() {
        return IntStream.range(0, size).mapToObj(i -> changed.computeIfAbsent(i, this::original));
    }

    /** The library of a sigel. */
    public Library library(String sigel) {
        return libraries()
                .filter(each -> each.sigel().equals(sigel))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("The directory has no library " + sigel));
    }

    private Library original(int number) {
        var span = Duration.between(OLDEST, newest).toSeconds();
        var modified = OLDEST.plusSeconds((long) (span * ((number + 1.0) / size)));
        var closed = number % 23 == 17;
        return new Library(
                number,
                sigel(number),
                OLDEST.plus(Dice.roll(seed, number, 70, 400) - 500, ChronoUnit.DAYS),
                modified.truncatedTo(ChronoUnit.SECONDS),
                Dice.roll(seed, number, 71, 3),
                !closed,
                closed ? sigel(number - 1) : "");
    }

    private static String sigel(int number) {
        if (number < Layout.SIGELS.length) {
            return Layout.SIGELS[number];
        }
        return number % 40 == 7
                ? "Bc " + number
                : "" + (char) ('A' + number % 26) + "bdegk".charAt(number % 5) + number;
    }

    /** Changes a library's entry. */
    public Library update(String sigel) {
        return put(library(sigel).changed(now()));
    }

    /** Closes a library; another takes over. */
    public Library close(String sigel, String successor) {
        return put(library(sigel).closed(now(), successor));
    }

    private Library put(Library library) {
        changed.put(library.number(), library);
        return library;
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }
}
