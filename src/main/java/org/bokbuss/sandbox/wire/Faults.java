package org.bokbuss.sandbox.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The faults still to come. Each strikes as often as it says and is then used up. */
public final class Faults {
    private final List<Pending> pending = new ArrayList<>();

    private static final class Pending {
        private final Fault fault;
        private int left;

        private Pending(Fault fault) {
            this.fault = fault;
            this.left = fault.times();
        }
    }

    /** Switches a fault on, as {@link Fault#parse} reads it. */
    public void add(String spec) {
        add(Fault.parse(spec));
    }

    /** Switches a fault on. */
    public synchronized void add(Fault fault) {
        pending.add(new Pending(fault));
    }

    /** Switches all faults off. */
    public synchronized void clear() {
        pending.clear();
    }

    /** The faults that have not struck as often as they should. */
    public synchronized List<Fault> remaining() {
        return pending.stream().map(p -> p.fault).toList();
    }

    /** The faults as one page of a harvest meets them. */
    public OnPage on(int page) {
        return new OnPage(page);
    }

    private synchronized Optional<Fault> take(Predicate<Fault> wanted) {
        var found = pending.stream().filter(p -> wanted.test(p.fault)).findFirst();
        found.filter(p -> p.left != Fault.FOREVER && --p.left == 0).ifPresent(pending::remove);
        return found.map(p -> p.fault);
    }

    /** What may go wrong on one page. Taking a fault uses it up. */
    public final class OnPage {
        private final int page;

        private OnPage(int page) {
            this.page = page;
        }

        /** The first fault of these stages that strikes this page. */
        Optional<Fault> take(Fault.Stage stage) {
            return take(fault -> fault.kind().stage() == stage);
        }

        /** Whether this very thing goes wrong here. */
        public boolean take(Fault.Kind kind) {
            return take(fault -> fault.kind() == kind).isPresent();
        }

        /** The value of what goes wrong here. */
        public Optional<String> value(Fault.Kind kind) {
            return take(fault -> fault.kind() == kind).map(Fault::value);
        }

        private Optional<Fault> take(Predicate<Fault> wanted) {
            // Page 0 is a request outside a harvest: no fault strikes it.
            return page == 0 ? Optional.empty() : Faults.this.take(f -> f.strikes(page) && wanted.test(f));
        }
    }
}
