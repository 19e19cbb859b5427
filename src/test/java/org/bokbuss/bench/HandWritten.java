package org.bokbuss.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.OutputStream;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamReader;

/**
 * What somebody would write by hand in an hour to harvest OAI-PMH: the JDK's HTTP client, Aalto, one thread, a line of JSON
 * a record. It keeps no position, recognises no repeat, proves no page and syncs no file: the limit that a bus is held
 * against.
 *
 * <p>Arguments: the repository's address and the file to write.
 */
public final class HandWritten {
    private HandWritten() {}

    public static void main(String[] args) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        XMLInputFactory parsers = (XMLInputFactory) Class.forName("com.fasterxml.aalto.stax.InputFactoryImpl")
                .getDeclaredConstructor()
                .newInstance();
        parsers.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        long records = 0;
        try (OutputStream out = Files.newOutputStream(Path.of(args[1]));
                JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.setRootValueSeparator(null);
            String query = "verb=ListRecords&metadataPrefix=marcxml&set=bib";
            while (query != null) {
                String page = client.send(
                                HttpRequest.newBuilder(URI.create(args[0] + "/api/oaipmh/?" + query))
                                        .build(),
                                BodyHandlers.ofString())
                        .body();
                String token = "";
                String id = null;
                String date = null;
                XMLStreamReader xml = parsers.createXMLStreamReader(new StringReader(page));
                while (xml.hasNext()) {
                    if (xml.next() != XMLStreamReader.START_ELEMENT) {
                        continue;
                    }
                    switch (xml.getLocalName()) {
                        case "identifier" -> id = xml.getElementText();
                        case "datestamp" -> date = xml.getElementText();
                        case "resumptionToken" -> token = xml.getElementText();
                        case "metadata" -> {
                            write(json, id, date, inner(xml, page));
                            records++;
                        }
                        default -> {}
                    }
                }
                query = token.isEmpty() ? null : "verb=ListRecords&resumptionToken=" + token;
            }
        }
        System.out.println(records + " records");
    }

    /** What stands in an element, as it was written; the parser stands at its end then. */
    private static String inner(XMLStreamReader xml, String page) throws Exception {
        xml.nextTag();
        int begin = xml.getLocation().getCharacterOffset();
        for (int depth = 1; depth > 0; ) {
            int event = xml.next();
            depth += event == XMLStreamReader.START_ELEMENT ? 1 : event == XMLStreamReader.END_ELEMENT ? -1 : 0;
        }
        int end = page.indexOf('>', xml.getLocation().getCharacterOffset()) + 1;
        return page.substring(begin, end);
    }

    private static void write(JsonGenerator json, String id, String date, String data) throws Exception {
        json.writeStartObject();
        json.writeStringField("specversion", "1.0");
        json.writeStringField("type", "bokbuss.record.changed");
        json.writeStringField("subject", id);
        json.writeStringField("time", date);
        json.writeStringField("datacontenttype", "application/marcxml+xml");
        json.writeStringField("data", data);
        json.writeEndObject();
        json.writeRaw('\n');
    }
}
