package org.bokbuss.libris.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Paging by offset over hits that drop out. */
class SearchOffsetTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // cursor, end of the page, hits now: goes on at
                "-, 200, 500, 200/500",
                "200/500, 400, 500, 400/500",
                "200/500, 400, 600, 400/600",
                "400/500, 500, 500, -",
                // three dropped out while this page was on its way
                "200/500, 400, 497, 197/497",
                "400/500, 497, 497, 397/497",
                // all of them did
                "200/500, 200, 0, -",
                "-, 0, 0, -"
            })
    void goesOn(String cursor, int end, int now, String next) {
        assertThat(SearchOffset.of(cursor).next(end, now)).isEqualTo(next);
    }

    @Property(tries = 1000)
    void nothingThatStaysIsMissed(@ForAll long seed) {
        Random chance = new Random(seed);
        List<Integer> hits =
                new ArrayList<>(IntStream.range(0, chance.nextInt(60)).boxed().toList());
        Set<Integer> seen = new HashSet<>();
        String cursor = null;
        do {
            SearchOffset place = SearchOffset.of(cursor);
            int end = Math.min(place.offset() + 10, hits.size());
            seen.addAll(hits.subList(Math.min(place.offset(), end), end));
            cursor = place.next(end, hits.size());
            for (int gone = chance.nextInt(4); gone > 0 && !hits.isEmpty(); gone--) {
                hits.remove(chance.nextInt(hits.size()));
            }
        } while (cursor != null);
        assertThat(seen).containsAll(hits);
    }
}
