package org.bokbuss.libris.holdings;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.io.Reader;
import org.bokbuss.libris.holdings.HoldingsFile.Entry;

/** The elements of a JSON array, or JSON objects one after the other. */
final class JsonEntries implements Entries {
    private final Bounded parser;
    private Boolean array;
    /** Where the entry begins that is being read; 0 before that is known. */
    private long line;

    private long lastLine;
    private int element;
    private boolean over;

    JsonEntries(Reader text) throws IOException {
        parser = new Bounded(HoldingJson.MAPPER.createParser(text));
    }

    @Override
    public Entry next() throws IOException {
        if (over) {
            return null;
        }
        line = 0;
        try {
            return numbered(read());
        } catch (JsonProcessingException e) {
            over = true;
            return numbered(
                    HoldingJson.isCutOff(e)
                            ? Entry.faulty(line > 0 ? line : here(), HoldingJson.fault(e), "")
                            : Entry.faulty(here(), HoldingJson.fault(e) + "; what follows was not read", ""));
        }
    }

    private Entry numbered(Entry entry) {
        if (entry == null) {
            return null;
        }
        element = entry.line() == lastLine ? element + 1 : 1;
        lastLine = entry.line();
        return entry.asElement(element);
    }

    private Entry read() throws IOException {
        JsonToken token = begin();
        line = parser.currentTokenLocation().getLineNr();
        if (token == null || token == JsonToken.END_ARRAY) {
            over = true;
            return afterAll(token);
        }
        try {
            JsonNode json = HoldingJson.MAPPER.readTree(parser);
            return Entry.of(line, json, json.toString());
        } catch (MismatchedInputException repeatedKey) {
            skip();
            return Entry.faulty(line, HoldingJson.fault(repeatedKey), "");
        }
    }

    private Entry afterAll(JsonToken end) throws IOException {
        if (end == null || parser.nextToken() == null) {
            return null;
        }
        return Entry.faulty(here(), "something follows the array: put every holding into it", "");
    }

    private long here() {
        return parser.currentLocation().getLineNr();
    }

    /** To the next element or object. */
    private JsonToken begin() throws IOException {
        parser.begin();
        JsonToken token = parser.nextToken();
        if (array == null) {
            array = token == JsonToken.START_ARRAY;
            return array ? parser.nextToken() : token;
        }
        return token;
    }

    /** To the end of the object in which reading stopped. */
    private void skip() throws IOException {
        int outside = array ? 1 : 0;
        while (parser.currentToken() != null && depth() > outside) {
            parser.nextToken();
        }
    }

    private int depth() {
        int depth = 0;
        JsonStreamContext context = parser.getParsingContext();
        while (!context.inRoot()) {
            depth++;
            context = context.getParent();
        }
        return depth;
    }

    /** Ends an element that would not fit into memory. */
    private static final class Bounded extends JsonParserDelegate {
        private long start;

        Bounded(JsonParser parser) {
            super(parser);
        }

        void begin() {
            start = delegate.currentLocation().getCharOffset();
        }

        @Override
        public JsonToken nextToken() throws IOException {
            if (delegate.currentLocation().getCharOffset() - start > LineReader.LONGEST) {
                throw new StreamConstraintsException(
                        "a holding may have " + LineReader.LONGEST + " characters", delegate.currentLocation());
            }
            return delegate.nextToken();
        }
    }
}
