package org.bokbuss.routetest;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.bokbuss.config.PrintableText;
import org.bokbuss.config.Secrets;
import org.bokbuss.config.UserError;

/** Results in the XML that JUnit made common, as CI servers read it: a suite for each file. */
public final class JUnitReport {
    private final XMLStreamWriter xml;

    private JUnitReport(XMLStreamWriter xml) {
        this.xml = xml;
    }

    public static void write(List<RouteTestResult> results, Path file) {
        try {
            if (file.getParent() != null) {
                Files.createDirectories(file.getParent());
            }
            try (Writer writer = Files.newBufferedWriter(file)) {
                XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(writer);
                new JUnitReport(xml).suites(results);
                xml.close();
            }
        } catch (IOException | XMLStreamException e) {
            throw new UserError("--junit " + file + " cannot be written: check the folder and its permissions", e);
        }
    }

    private void suites(List<RouteTestResult> results) throws XMLStreamException {
        Map<Path, List<RouteTestResult>> suites = results.stream()
                .collect(
                        Collectors.groupingBy(result -> result.test().file(), LinkedHashMap::new, Collectors.toList()));
        xml.writeStartDocument("UTF-8", "1.0");
        start("testsuites", results);
        for (Map.Entry<Path, List<RouteTestResult>> suite : suites.entrySet()) {
            start("testsuite", suite.getValue());
            xml.writeAttribute("name", suite.getKey().toString());
            for (RouteTestResult result : suite.getValue()) {
                test(result);
            }
            xml.writeEndElement();
        }
        xml.writeEndElement();
        xml.writeEndDocument();
    }

    private void start(String name, List<RouteTestResult> results) throws XMLStreamException {
        xml.writeCharacters("\n");
        xml.writeStartElement(name);
        xml.writeAttribute("tests", String.valueOf(results.size()));
        xml.writeAttribute(
                "failures",
                String.valueOf(
                        results.stream().filter(result -> !result.passed()).count()));
        xml.writeAttribute("errors", "0");
        xml.writeAttribute(
                "time",
                seconds(results.stream()
                        .mapToLong(result -> result.took().toMillis())
                        .sum()));
    }

    private void test(RouteTestResult result) throws XMLStreamException {
        xml.writeCharacters("\n");
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", result.test().pipeline());
        xml.writeAttribute("name", result.test().name());
        xml.writeAttribute("file", result.test().file().toString());
        xml.writeAttribute("line", String.valueOf(result.test().line()));
        xml.writeAttribute("time", seconds(result.took().toMillis()));
        if (!result.passed()) {
            String all = shown(String.join("\n", result.differences()));
            xml.writeStartElement("failure");
            xml.writeAttribute("message", all.lines().findFirst().orElse(""));
            xml.writeCharacters(all);
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static String shown(String text) {
        return PrintableText.lines(Secrets.mask(text));
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.3f", millis / 1000.0);
    }
}
