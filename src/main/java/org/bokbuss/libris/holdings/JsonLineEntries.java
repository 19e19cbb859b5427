package org.bokbuss.libris.holdings;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.bokbuss.libris.holdings.HoldingsFile.Entry;

/** JSON objects, one a line. */
final class JsonLineEntries implements Entries {
    private final LineReader lines;

    JsonLineEntries(LineReader lines) {
        this.lines = lines;
    }

    @Override
    public Entry next() throws IOException {
        LineReader.Line line = lines.nextWritten();
        if (line == null) {
            return null;
        }
        if (line.cut()) {
            return Entry.faulty(
                    line.number(),
                    "the line is longer than " + LineReader.LONGEST + " characters: shorten it",
                    line.text());
        }
        try (JsonParser parser = HoldingJson.MAPPER.createParser(line.text())) {
            JsonNode json = HoldingJson.MAPPER.readTree(parser);
            return parser.nextToken() == null
                    ? Entry.of(line.number(), json, line.text())
                    : Entry.faulty(line.number(), "something follows the object: write one object a line", line.text());
        } catch (JsonProcessingException e) {
            return Entry.faulty(line.number(), HoldingJson.fault(e), line.text());
        }
    }
}
