package org.bokbuss.observe;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.bokbuss.config.PrintableText;
import org.bokbuss.harvest.Pipelines;
import org.bokbuss.state.QuarantinedRecord;

/** What is in quarantine, as a text for people. */
public final class QuarantineReport {
    /** The header that differs when something has been quarantined since. */
    public static final String NEWEST = "BokbussNewest";

    private static final int LINES = 50;

    /** Makes the text the message's body; null if nothing is in quarantine. */
    public void write(Exchange exchange) {
        List<QuarantinedRecord> newest =
                Pipelines.of(exchange.getContext()).state().quarantine().newest(LINES);
        Message message = exchange.getMessage();
        if (newest.isEmpty()) {
            message.setBody(null);
            return;
        }
        message.setHeader(NEWEST, newest.get(0).id() + " " + newest.get(0).at());
        message.setBody("Records that could not be delivered, the newest first:\n\n"
                + newest.stream().map(QuarantineReport::line).collect(Collectors.joining("\n"))
                + "\n\nbin/bokbuss quarantine show ID shows one; when its cause is corrected, bin/bokbuss quarantine replay"
                + " PIPELINE delivers it.\n");
    }

    private static String line(QuarantinedRecord record) {
        return PrintableText.line("%d  %s  %s  %s: %s"
                .formatted(
                        record.id(),
                        record.at(),
                        record.pipeline(),
                        record.subject() == null ? "a record that cannot be read" : record.subject(),
                        record.cause()));
    }
}
