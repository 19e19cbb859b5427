package org.bokbuss.libris.write;

import java.io.IOException;
import java.io.LineNumberReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.bokbuss.config.PrintableText;
import org.bokbuss.harvest.Pipelines;
import org.bokbuss.libris.holdings.HoldingsFile;

/** A file of holdings written into Libris from a terminal. */
public final class ApplyFile {
    /** The name under which such files stand in quarantine and audit log. */
    public static final String PIPELINE = "holdings-apply";

    private final CamelContext context;
    private final PrintStream out;
    private final PrintStream err;

    private volatile long lines;
    private volatile long line;
    private final AtomicLong done = new AtomicLong();

    /** @param out what changes, holding by holding @param err what is refused, and what is waited for */
    public ApplyFile(CamelContext context, PrintStream out, PrintStream err) {
        this.context = context;
        this.out = out;
        this.err = err;
    }

    /**
     * Writes them all, and waits for deletions that wait.
     *
     * @param dryRun print what would change, write nothing
     * @return how many were refused
     * @throws org.bokbuss.deliver.SinkUnavailable if writing had to stop on the way; to begin the file again does no harm
     * @throws org.bokbuss.config.UserError if the file or a setting is wrong
     */
    public long apply(Path file, boolean dryRun) throws InterruptedException, IOException {
        LibrisWriter writer = LibrisWriter.of(context, PIPELINE, "", dryRun);
        lines = lines(file);
        HoldingsBatch batch = new HoldingsBatch(context, Pipelines.of(context).state(), writer, new Telling(file));
        try {
            batch.apply(file);
            batch.waitForDeletions();
        } finally {
            out.println(batch.summary());
        }
        return batch.refused();
    }

    /** How many lines the file has. */
    public long lines() {
        return lines;
    }

    /** The line of the holding that was written last. */
    public long line() {
        return line;
    }

    /** How many holdings have been written or refused. */
    public long done() {
        return done.get();
    }

    private static long lines(Path file) throws IOException {
        try (LineNumberReader reader =
                new LineNumberReader(Files.newBufferedReader(file, StandardCharsets.ISO_8859_1))) {
            reader.skip(Long.MAX_VALUE);
            return reader.getLineNumber() + 1L;
        }
    }

    private void passed(HoldingsFile.Entry entry) {
        line = entry.line();
        done.incrementAndGet();
    }

    private final class Telling implements HoldingsBatch.Listener {
        private final Path file;

        Telling(Path file) {
            this.file = file;
        }

        @Override
        public void done(HoldingsFile.Entry entry, WriteResult done) {
            passed(entry);
            if (done.made()
                    && (done.change() == WriteResult.Change.UNCHANGED || done.change() == WriteResult.Change.ABSENT)) {
                return;
            }
            out.println(entry.place() + ": " + PrintableText.line(done.sentence()));
            if (!done.made() && !done.difference().isEmpty()) {
                out.println(done.difference().stripTrailing().indent(2).stripTrailing());
            }
        }

        @Override
        public void refused(HoldingsFile.Entry entry, String why) {
            passed(entry);
            err.println(PrintableText.line(file + ":" + entry.line() + ": refused: "
                    + (entry.element() > 1 ? entry.place() + ": " : "") + why));
        }

        @Override
        public void due(LibrisWriter.Due due) {
            if (due.refusal() == null) {
                out.println("after waiting: " + PrintableText.line(due.done().sentence()));
            } else {
                err.println("refused after waiting: " + PrintableText.line(due.refusal()));
            }
        }

        @Override
        public void waiting(int deletions, Instant until) {
            err.println(deletions + " deletions wait, the next until " + until
                    + ", as libris.write.undo-delay says; if this is stopped they are made by the next run");
        }
    }
}
