package org.bokbuss.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Locale;
import org.bokbuss.config.Finding;
import org.bokbuss.config.PrintableText;
import org.bokbuss.harvest.Outcome;

/** For whom {@code check} writes; named as the option names them. */
enum CheckFormat {
    /** A person: a line at a time, as it becomes known. */
    text {
        @Override
        void say(String line) {
            System.out.println(PrintableText.line(line));
        }
    },
    /** A program: one object at the end. */
    json {
        @Override
        void print(Collection<Finding> findings, Collection<Outcome> outcomes) {
            ObjectNode report = JSON.createObjectNode();
            ArrayNode found = report.putArray("findings");
            for (Finding finding : findings) {
                found.addObject()
                        .put("file", file(finding))
                        .put("line", finding.line() > 0 ? finding.line() : null)
                        .put("severity", severity(finding))
                        .put("message", finding.message());
            }
            ArrayNode upstreams = report.putArray("upstreams");
            for (Outcome outcome : outcomes) {
                upstreams
                        .addObject()
                        .put("name", outcome.pipeline())
                        .put("ending", outcome.ending().name().toLowerCase(Locale.ROOT))
                        .put("message", outcome.sentence());
            }
            System.out.println(PrintableText.json(report.toPrettyString()));
        }
    },
    /** GitHub's workflow commands, which it shows beside the lines of a change. */
    github {
        @Override
        void print(Collection<Finding> findings, Collection<Outcome> outcomes) {
            for (Finding finding : findings) {
                String place = finding.file() == null
                        ? ""
                        : " file=" + property(file(finding)) + (finding.line() > 0 ? ",line=" + finding.line() : "");
                System.out.println("::" + severity(finding) + place + "::" + data(finding.message()));
            }
            for (Outcome outcome : outcomes) {
                if (outcome.ending() != Outcome.Ending.COMPLETE) {
                    System.out.println("::error::" + data(outcome.pipeline() + ": " + outcome.sentence()));
                }
            }
        }

        private static String data(String text) {
            return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
        }

        private static String property(String text) {
            return data(text).replace(":", "%3A").replace(",", "%2C");
        }
    };

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What has become known. */
    void say(String line) {}

    /** The same of somebody who was asked. */
    final Outcome say(Outcome outcome) {
        say(outcome.pipeline() + ": " + outcome.sentence());
        return outcome;
    }

    /** All, at the end. */
    void print(Collection<Finding> findings, Collection<Outcome> outcomes) {}

    private static String file(Finding finding) {
        return finding.file() == null ? null : Finding.place(finding.file(), 0);
    }

    private static String severity(Finding finding) {
        return finding.severity().name().toLowerCase(Locale.ROOT);
    }
}
