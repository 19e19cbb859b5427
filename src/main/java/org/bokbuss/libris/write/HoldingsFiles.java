package org.bokbuss.libris.write;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.bokbuss.config.PrintableText;
import org.bokbuss.config.Secrets;
import org.bokbuss.config.UserError;
import org.bokbuss.deliver.SinkUnavailable;
import org.bokbuss.harvest.Pipelines;
import org.bokbuss.libris.holdings.HoldingsFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sink behind {@code libris-holdings-file-sink}: a file of holdings, line by line into Libris, and a report of what
 * became of each.
 *
 * <p>The header {@code BokbussFolder} says where the file belongs then: {@code done}, or {@code failed} where something
 * in it needs a person. If writing has to stop on the way, or a setting is wrong, the exchange fails: the file stays
 * where it is and is read again, which does no harm.
 */
public final class HoldingsFiles implements CamelContextAware {
    private static final Logger LOG = LoggerFactory.getLogger(HoldingsFiles.class);
    private static final String FOLDER = "BokbussFolder";

    private CamelContext context;
    private String pipeline;
    private String sigel = "";
    private boolean dryRun;
    /** Files that stay where they are, and why: told once. */
    private final Map<Path, String> stays = new ConcurrentHashMap<>();

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    /** Its name in quarantine and audit log. */
    public void setPipeline(String pipeline) {
        this.pipeline = pipeline.strip();
    }

    /** The library where a holding names none; empty for {@code libris.sigel}. */
    public void setSigel(String sigel) {
        this.sigel = sigel.strip();
    }

    /** Show what would change, write nothing. */
    public void setDryRun(boolean dryRun) {
        this.dryRun = dryRun;
    }

    /** Writes the holdings of the file in the body. */
    public void apply(Exchange exchange) throws InterruptedException, IOException {
        File body = exchange.getMessage().getBody(File.class);
        if (body == null) {
            throw new UserError(
                    "libris-holdings-file-sink: the message is no file; begin the route at file:FOLDER, see routes/");
        }
        Path file = body.toPath();
        DropFolder folder = new DropFolder(file);
        try {
            folder.requireRoom();
            exchange.getMessage().setHeader(FOLDER, apply(file, folder));
            stays.remove(file);
        } catch (SinkUnavailable | UserError outage) {
            folder.discardReport();
            exchange.setProperty(SinkUnavailable.TOLD, true);
            // The next look at the folder comes to the same, perhaps for days.
            if (!outage.getMessage().equals(stays.put(file, outage.getMessage()))) {
                LOG.warn("{}: {} stays: {}", pipeline, file.getFileName(), outage.getMessage());
            }
            throw outage;
        }
    }

    private String apply(Path file, DropFolder folder) throws InterruptedException, IOException {
        DropFolder.Look taken = DropFolder.Look.at(file);
        Optional<String> unfit = unfit(file);
        String summary;
        boolean failed;
        try (Report lines = new Report(folder.report())) {
            if (unfit.isPresent()) {
                lines.refused("1", unfit.get());
                summary = "refused: " + unfit.get();
            } else {
                LibrisWriter writer = LibrisWriter.of(context, pipeline, sigel, dryRun);
                HoldingsBatch batch =
                        new HoldingsBatch(context, Pipelines.of(context).state(), writer, lines);
                batch.apply(file);
                summary = batch.summary();
            }
            failed = lines.refusals > 0;
        }
        if (!DropFolder.Look.at(file).equals(taken)) {
            throw new SinkUnavailable(
                    "it was written to while it was read, and is read again once it is quiet; rename a file"
                            + " into the folder when it is whole");
        }
        String target = failed ? DropFolder.FAILED : DropFolder.DONE;
        Path report = folder.publishReport(target);
        LOG.info("{}: {}: {}; see {}", pipeline, file.getFileName(), summary, report);
        return target;
    }

    /** Why nothing of it can be read. */
    private static Optional<String> unfit(Path file) throws IOException {
        if (Files.isSymbolicLink(file)) {
            return Optional.of("this is a link, which is not followed: put the file itself here");
        }
        if (Files.size(file) == 0) {
            return Optional.of("the file is empty: put holdings into it as JSON or CSV");
        }
        try {
            HoldingsFile.open(file).close();
            return Optional.empty();
        } catch (UserError mistake) {
            return Optional.of(mistake.getMessage());
        }
    }

    /** A line of the report for each holding of the file. */
    private static final class Report implements HoldingsBatch.Listener, AutoCloseable {
        private final CSVPrinter csv;
        private static final String WAITED = "a deletion that had waited";

        private int refusals;

        Report(Writer writer) throws IOException {
            csv = CSVFormat.DEFAULT
                    .builder()
                    .setHeader("line", "outcome", "holding", "bib", "sigel", "message")
                    .get()
                    .print(writer);
        }

        @Override
        public void done(HoldingsFile.Entry entry, WriteResult done) {
            print(
                    place(entry),
                    (done.made() ? "" : "would be ") + done.change(),
                    done.record(),
                    done.bib(),
                    done.sigel(),
                    done.made() ? "" : done.difference());
        }

        @Override
        public void refused(HoldingsFile.Entry entry, String why) {
            refused(place(entry), why);
        }

        @Override
        public void due(LibrisWriter.Due due) {
            if (due.refusal() == null) {
                print(
                        "",
                        due.done().change(),
                        due.done().record(),
                        due.done().bib(),
                        due.done().sigel(),
                        WAITED);
            } else {
                refused("", WAITED + ": " + due.refusal());
            }
        }

        void refused(String place, String why) {
            refusals++;
            print(place, "refused", "", "", "", why);
        }

        private static String place(HoldingsFile.Entry entry) {
            return entry.element() > 1 ? entry.place() : String.valueOf(entry.line());
        }

        private void print(Object... cells) {
            try {
                csv.printRecord(Arrays.stream(cells).map(Report::cell));
            } catch (IOException e) {
                throw new UncheckedIOException("the report cannot be written", e);
            }
        }

        private static String cell(Object value) {
            return value == null ? "" : PrintableText.lines(Secrets.mask(value.toString()));
        }

        @Override
        public void close() throws IOException {
            csv.close();
        }
    }
}
