package org.bokbuss.holdings;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import org.apache.camel.CamelContext;
import org.bokbuss.Visible;
import org.bokbuss.harvest.Harvests;
import org.bokbuss.holdings.form.HoldingsFile;

/** A file of holdings written into Libris from a terminal. */
public final class Applying {
    /** The name under which such files stand in quarantine and audit log. */
    public static final String PIPELINE = "holdings-apply";

    private final CamelContext context;
    private final PrintStream out;
    private final PrintStream err;

    /** @param out what changes, holding by holding @param err what is refused, and what is waited for */
    public Applying(CamelContext context, PrintStream out, PrintStream err) {
        this.context = context;
        this.out = out;
        this.err = err;
    }

    /**
     * Writes them all, and waits for deletions that wait.
     *
     * @param dryRun print what would change, write nothing
     * @return how many were refused
     * @throws org.bokbuss.deliver.Halted if writing had to stop on the way; to begin the file again does no harm
     * @throws org.bokbuss.Mistake if the file or a setting is wrong
     */
    public long apply(Path file, boolean dryRun) throws InterruptedException, IOException {
        Desk desk = Desk.of(context, PIPELINE, "", dryRun);
        Batch batch = new Batch(context, Harvests.of(context).state(), desk, new Telling(file));
        try {
            batch.apply(file);
            batch.waitForDeletions();
        } finally {
            out.println(batch.summary());
        }
        return batch.refused();
    }

    private final class Telling implements Batch.Listener {
        private final Path file;

        Telling(Path file) {
            this.file = file;
        }

        @Override
        public void done(HoldingsFile.Entry entry, Done done) {
            if (done.made() && (done.change() == Done.Change.UNCHANGED || done.change() == Done.Change.ABSENT)) {
                return;
            }
            out.println(entry.place() + ": " + Visible.line(done.sentence()));
            if (!done.made() && !done.difference().isEmpty()) {
                out.println(done.difference().stripTrailing().indent(2).stripTrailing());
            }
        }

        @Override
        public void refused(HoldingsFile.Entry entry, String why) {
            err.println(Visible.line(file + ":" + entry.line() + ": refused: "
                    + (entry.element() > 1 ? entry.place() + ": " : "") + why));
        }

        @Override
        public void due(Desk.Due due) {
            if (due.refusal() == null) {
                out.println("after waiting: " + Visible.line(due.done().sentence()));
            } else {
                err.println("refused after waiting: " + Visible.line(due.refusal()));
            }
        }

        @Override
        public void waiting(int deletions, Instant until) {
            err.println(deletions + " deletions wait, the next until " + until
                    + ", as libris.write.undo-delay says; if this is stopped they are made by the next run");
        }
    }
}
