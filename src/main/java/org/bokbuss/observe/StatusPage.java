package org.bokbuss.observe;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Collection;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.bokbuss.config.Secrets;

/**
 * The pipelines as a web page: one document that asks for nothing else, runs no script, and comes anew by itself.
 *
 * <p>A stream writer makes it, so that whatever an error message holds is text and never markup.
 */
final class StatusPage {
    private static final String REFRESH_SECONDS = "10";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final String STYLE = style();

    /** Nothing but the page's own style is let in, should markup ever get through. */
    static final String POLICY = "default-src 'none'; style-src '" + hash(STYLE)
            + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter html;

    private StatusPage() throws XMLStreamException {
        html = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
    }

    /** How they stand. */
    static String of(Collection<PipelineStatus> standings, Instant now) {
        return page(page -> page.standings(standings, now));
    }

    /** Why nothing can be said of them. */
    static String of(RuntimeException failure) {
        return page(page -> {
            page.begin("Bokbuss: no state");
            page.paragraph("alert", String.valueOf(failure.getMessage()));
        });
    }

    private interface Content {
        void write(StatusPage page) throws XMLStreamException;
    }

    private static String page(Content content) {
        try {
            StatusPage page = new StatusPage();
            content.write(page);
            page.html.writeEndDocument();
            page.html.close();
            return page.text.toString();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("the page cannot be written", e);
        }
    }

    private void standings(Collection<PipelineStatus> standings, Instant now) throws XMLStreamException {
        long late = standings.stream().filter(PipelineStatus::late).count();
        begin(late == 0 ? "Bokbuss" : "Bokbuss: " + late + " late");
        paragraph(
                "",
                "%d pipeline%s run here, %s. %s UTC."
                        .formatted(
                                standings.size(),
                                standings.size() == 1 ? "" : "s",
                                late == 0 ? "none late" : late + " late",
                                TIME.format(now)));
        html.writeStartElement("table");
        html.writeStartElement("thead");
        html.writeStartElement("tr");
        for (Column column : Column.values()) {
            html.writeStartElement("th");
            html.writeAttribute("scope", "col");
            html.writeCharacters(column.title);
            html.writeEndElement();
        }
        html.writeEndElement();
        html.writeEndElement();
        html.writeStartElement("tbody");
        for (PipelineStatus standing : standings) {
            row(standing);
        }
        html.writeEndElement();
        html.writeEndElement();
    }

    private enum Column {
        PIPELINE("Pipeline"),
        STATE("State"),
        POSITION("Position"),
        COMPLETE("Last complete"),
        BEHIND("Behind"),
        RECORDS("Records"),
        SET_ASIDE("Quarantined"),
        ERROR("Last error");

        private final String title;

        Column(String title) {
            this.title = title;
        }
    }

    private void row(PipelineStatus standing) throws XMLStreamException {
        html.writeStartElement("tr");
        html.writeStartElement("th");
        html.writeAttribute("scope", "row");
        html.writeCharacters(standing.row().name());
        html.writeEndElement();
        cell(
                Column.STATE,
                standing.late() ? "bad" : "good",
                standing.late() ? "late" : "on\u00a0time",
                doing(standing));
        cell(Column.POSITION, "time", time(standing.row().position()), "");
        cell(
                Column.COMPLETE,
                "time",
                time(standing.row().lastComplete()),
                standing.row().lastComplete() == null ? "" : words(standing.silence()) + " ago");
        cell(Column.BEHIND, "number", standing.behind() == null ? "" : words(standing.behind()), "");
        cell(Column.RECORDS, "number", count(standing.row().records()), "");
        cell(Column.SET_ASIDE, "number", count(standing.row().quarantined()), "");
        cell(Column.ERROR, "", standing.row().lastError(), "");
        html.writeEndElement();
    }

    private static String doing(PipelineStatus standing) {
        if (standing.waiting() != null) {
            return "waiting: " + standing.waiting();
        }
        if (standing.atWork()) {
            return "harvesting";
        }
        return standing.row().running() ? "another process harvests it" : "";
    }

    private void begin(String title) throws XMLStreamException {
        html.writeDTD("<!DOCTYPE html>");
        html.writeStartElement("html");
        html.writeAttribute("lang", "en");
        html.writeStartElement("head");
        meta("charset", "utf-8");
        meta("http-equiv", "refresh", "content", REFRESH_SECONDS);
        meta("name", "viewport", "content", "width=device-width, initial-scale=1");
        element("title", title);
        element("style", STYLE);
        html.writeEndElement();
        html.writeStartElement("body");
        element("h1", title);
    }

    private void meta(String... attributes) throws XMLStreamException {
        html.writeEmptyElement("meta");
        for (int i = 0; i < attributes.length; i += 2) {
            html.writeAttribute(attributes[i], attributes[i + 1]);
        }
    }

    private void element(String name, String content) throws XMLStreamException {
        html.writeStartElement(name);
        html.writeCharacters(content);
        html.writeEndElement();
    }

    private void paragraph(String kind, String content) throws XMLStreamException {
        html.writeStartElement("p");
        html.writeAttribute("class", kind);
        html.writeCharacters(Secrets.mask(content));
        html.writeEndElement();
    }

    private void cell(Column column, String kind, String content, String aside) throws XMLStreamException {
        html.writeStartElement("td");
        html.writeAttribute("class", kind);
        html.writeAttribute("data-label", column.title);
        html.writeCharacters(content == null ? "" : Secrets.mask(content));
        if (!aside.isEmpty()) {
            html.writeCharacters(" ");
            element("small", Secrets.mask(aside));
        }
        html.writeEndElement();
    }

    private static String time(Instant time) {
        return time == null ? "" : TIME.format(time);
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', '\u00a0');
    }

    /** In the largest unit that fits. */
    private static String words(Duration duration) {
        if (duration.toDays() > 0) {
            return duration.toDays() + " d";
        }
        if (duration.toHours() > 0) {
            return duration.toHours() + " h";
        }
        return duration.toMinutes() > 0 ? duration.toMinutes() + " min" : duration.toSeconds() + " s";
    }

    private static String style() {
        try (InputStream css = StatusPage.class.getResourceAsStream("status.css")) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
