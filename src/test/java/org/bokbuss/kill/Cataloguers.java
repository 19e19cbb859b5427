package org.bokbuss.kill;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.Entry;

/** People at work in the catalogue while it is harvested. */
final class Cataloguers {
    private final Catalogue catalogue;
    private final Random chance;
    private final Set<String> gone = new HashSet<>();

    Cataloguers(Catalogue catalogue, long seed) {
        this.catalogue = catalogue;
        this.chance = new Random(seed);
    }

    /** Changes records, some of them long there, some new. @return when the last change was made */
    Instant change(int many) {
        List<Entry> alive = catalogue
                .entries()
                .filter(entry -> !entry.deleted() && !gone.contains(entry.id()))
                .toList();
        Instant last = Instant.EPOCH;
        for (int i = 0; i < many; i++) {
            last = change(alive.get(chance.nextInt(alive.size()))).modified();
        }
        return last;
    }

    private Entry change(Entry entry) {
        return switch (gone.contains(entry.id()) ? 9 : chance.nextInt(10)) {
            case 0, 1 -> catalogue.touch(entry.id());
            case 2 -> {
                // For good: brought back and deleted again, it would rightly be the same event twice.
                gone.add(entry.id());
                yield catalogue.delete(entry.id());
            }
            case 3, 9 -> catalogue.addBib();
            default -> catalogue.update(entry.id());
        };
    }
}
