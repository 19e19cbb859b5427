package org.bokbuss.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;
import org.apache.camel.language.xtokenizer.XMLTokenExpressionIterator;
import org.bokbuss.split.Piece;
import org.bokbuss.split.XmlElement;
import org.bokbuss.split.XmlSplitter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The splitter against StAX (the JDK's, and Aalto), scanning and copying, and against Camel's xtokenize, on the same page of about
 * 100 MB. {@link #main} prints the ratios, of the best iterations: whatever else the machine does only adds time.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(value = 1, jvmArgs = "-Xmx768m")
public class SplitterBenchmark {
    private static final String OAI = "http://www.openarchives.org/OAI/2.0/";
    private static final int SIZE = 100_000_000;

    private byte[] page;
    private int records;

    @Setup
    public void writePage() {
        Random random = new Random(1);
        ByteArrayOutputStream out = new ByteArrayOutputStream(SIZE + 10_000);
        write(out, "<?xml version='1.0' encoding='UTF-8'?><OAI-PMH xmlns=\"" + OAI + "\"><ListRecords>");
        while (out.size() < SIZE) {
            write(out, record(random));
            records++;
        }
        write(out, "</ListRecords></OAI-PMH>");
        page = out.toByteArray();
    }

    /** A page split, every record checked to be well-formed. */
    @Benchmark
    public long splitter() {
        long bytes = 0;
        int count = 0;
        XmlSplitter splitter = new XmlSplitter(stream(), OAI, "record");
        while (splitter.hasNext()) {
            Piece record = splitter.next();
            bytes += record.bytes().length;
            count += record.sound() ? 1 : 0;
        }
        return checked(count, bytes);
    }

    /** The same, with the identifier and the MARC record taken out of each. */
    @Benchmark
    public long splitterAndParts() {
        long bytes = 0;
        int count = 0;
        XmlSplitter splitter = new XmlSplitter(stream(), OAI, "record");
        while (splitter.hasNext()) {
            for (XmlElement part : splitter.next().element().children()) {
                switch (part.name()) {
                    case "header" -> {
                        for (XmlElement field : part.children()) {
                            bytes += field.text().length();
                        }
                        count++;
                    }
                    case "metadata" -> bytes += part.innerBytes().length;
                    default -> bytes += part.bytes().length;
                }
            }
        }
        return checked(count, bytes);
    }

    @Benchmark
    public long jdkStax() throws XMLStreamException {
        return stax(XMLInputFactory.newDefaultFactory(), XMLOutputFactory.newDefaultFactory());
    }

    /** Of the profile bench alone: it is not on the class path otherwise. */
    @Benchmark
    public long aaltoStax() throws Exception {
        return stax((XMLInputFactory) made("com.fasterxml.aalto.stax.InputFactoryImpl"), (XMLOutputFactory)
                made("com.fasterxml.aalto.stax.OutputFactoryImpl"));
    }

    private static Object made(String factory) throws ReflectiveOperationException {
        return Class.forName(factory).getDeclaredConstructor().newInstance();
    }

    private long stax(XMLInputFactory input, XMLOutputFactory output) throws XMLStreamException {
        input.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        XMLStreamReader reader = input.createXMLStreamReader(stream());
        long bytes = 0;
        int count = 0;
        while (reader.hasNext()) {
            if (reader.next() == XMLStreamConstants.START_ELEMENT
                    && reader.getLocalName().equals("record")
                    && OAI.equals(reader.getNamespaceURI())) {
                bytes += copy(reader, output).length;
                count++;
            }
        }
        return checked(count, bytes);
    }

    @Benchmark
    public long camelXtokenize() throws Exception {
        long bytes = 0;
        int count = 0;
        Iterator<?> tokens = new Tokens().over(stream());
        while (tokens.hasNext()) {
            bytes += ((String) tokens.next()).length();
            count++;
        }
        return checked(count, bytes);
    }

    /** Arguments: how many iterations of two seconds to measure after as many to warm up (default: 5 of three seconds). */
    public static void main(String[] args) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(SplitterBenchmark.class.getName())
                .shouldFailOnError(false)
                .verbosity(VerboseMode.SILENT);
        if (args.length > 0) {
            int iterations = Integer.parseInt(args[0]);
            options.warmupIterations(iterations)
                    .warmupTime(TimeValue.seconds(2))
                    .measurementIterations(iterations)
                    .measurementTime(TimeValue.seconds(2));
        }
        Map<String, Double> times = new Runner(options.build())
                .run().stream()
                        .collect(Collectors.toMap(
                                r -> r.getPrimaryResult().getLabel(),
                                r -> r.getPrimaryResult().getStatistics().getMin()));
        double splitter = times.get("splitter");
        times.forEach((name, time) -> System.out.printf(
                "%-18s %6.0f MB/s, the splitter is %.1f times as fast%n", name, SIZE / 1e3 / time, time / splitter));
    }

    private InputStream stream() {
        return new ByteArrayInputStream(page);
    }

    private long checked(int count, long bytes) {
        if (count != records) {
            throw new IllegalStateException(count + " records of " + records);
        }
        return bytes;
    }

    /** Opens what Camel keeps to its own routes. */
    private static final class Tokens extends XMLTokenExpressionIterator {
        Tokens() {
            super("//o:record", 'i');
            setNamespaces(Map.of("o", OAI));
        }

        Iterator<?> over(InputStream in) throws Exception {
            return createIterator(in, "UTF-8");
        }
    }

    private static byte[] copy(XMLStreamReader from, XMLOutputFactory factory) throws XMLStreamException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(4096);
        XMLStreamWriter to = factory.createXMLStreamWriter(out, "UTF-8");
        String inScope = "";
        Set<Integer> restore = new HashSet<>();
        int depth = 0;
        for (int event = from.getEventType(); ; event = from.next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                depth++;
                to.writeStartElement("", from.getLocalName(), from.getNamespaceURI());
                if (!from.getNamespaceURI().equals(inScope) && restore.add(depth)) {
                    inScope = from.getNamespaceURI();
                    to.writeDefaultNamespace(inScope);
                }
                for (int i = 0; i < from.getAttributeCount(); i++) {
                    to.writeAttribute(from.getAttributeLocalName(i), from.getAttributeValue(i));
                }
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                to.writeEndElement();
                inScope = restore.remove(depth) ? OAI : inScope;
                if (--depth == 0) {
                    to.close();
                    return out.toByteArray();
                }
            } else if (event == XMLStreamConstants.CHARACTERS) {
                to.writeCharacters(from.getTextCharacters(), from.getTextStart(), from.getTextLength());
            }
        }
    }

    private static void write(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String record(Random random) {
        String id = Long.toString(random.nextLong() >>> 1, 36);
        StringBuilder record = new StringBuilder(4096)
                .append("<record><header><identifier>https://libris.example/")
                .append(id)
                .append(
                        "</identifier><datestamp>2024-05-22T10:00:00Z</datestamp><setSpec>bib</setSpec></header><metadata>")
                .append("<record xmlns=\"http://www.loc.gov/MARC21/slim\" type=\"Bibliographic\">")
                .append("<leader>01084nam a2200289 a 4500</leader><controlfield tag=\"001\">")
                .append(id)
                .append(
                        "</controlfield><controlfield tag=\"008\">240522s2023    sw |||||||||||000 ||swe| </controlfield>");
        int fields = 10 + random.nextInt(20);
        for (int i = 0; i < fields; i++) {
            record.append("<datafield ind1=\"").append(random.nextInt(2)).append("\" ind2=\" \" tag=\"");
            record.append(100 + random.nextInt(800)).append("\">");
            int subfields = 1 + random.nextInt(3);
            for (int j = 0; j < subfields; j++) {
                record.append("<subfield code=\"").append((char) ('a' + j)).append("\">");
                words(record, random);
                record.append("</subfield>");
            }
            record.append("</datafield>");
        }
        return record.append("</record></metadata></record>").toString();
    }

    private static void words(StringBuilder record, Random random) {
        String[] words = {
            "Öppna", "data", "för", "småbibliotek", "Stockholm :", "Provförlaget,", "2023", "R&amp;D", "och"
        };
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            record.append(i == 0 ? "" : " ").append(words[random.nextInt(words.length)]);
        }
    }
}
