package org.bokbuss.libris.export;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Optional;
import org.bokbuss.marc.Iso2709Splitter;
import org.bokbuss.split.PageException;
import org.bokbuss.split.XmlSplitter;

/** An answer of the MARC export, taken apart: its records, and what may follow them. */
abstract class MarcPieces implements Closeable {
    /**
     * The records in an answer.
     *
     * @param largest how many bytes a record may have
     * @param charset of records in ISO 2709; MARCXML says so itself
     */
    static MarcPieces of(InputStream in, int largest, ExportProfile.Format format, Charset charset) {
        return format == ExportProfile.Format.MARCXML ? new Xml(in, largest) : new Iso2709(in, charset, largest);
    }

    /** The same for what was kept in quarantine: one record, or a line of the list, which has no collection before it. */
    static MarcPieces ofKept(InputStream kept, int largest, ExportProfile.Format format, Charset charset)
            throws IOException {
        PushbackInputStream bytes = new PushbackInputStream(kept);
        int first = bytes.read();
        if (first >= 0) {
            bytes.unread(first);
        }
        return first == 0 ? new Iso2709(bytes, charset, largest) : of(bytes, largest, format, charset);
    }

    /** The next record; null after the last. */
    abstract MarcPiece next() throws IOException;

    /** What follows the records, once they have been read. */
    abstract Optional<InputStream> rest();

    /**
     * Looks at what stands around the records, once they have been read.
     *
     * @throws PageException if it is not what an export looks like
     */
    abstract void proveWhole() throws PageException;

    /** A MARCXML collection, or a record alone. */
    private static final class Xml extends MarcPieces {
        private static final String MARC = "http://www.loc.gov/MARC21/slim";

        private final InputStream in;
        private final RecordsUpToList answer;
        private final XmlSplitter records;

        Xml(InputStream in, int largest) {
            this.in = in;
            this.answer = new RecordsUpToList(in);
            this.records = new XmlSplitter(answer, largest, MARC, "record");
        }

        @Override
        MarcPiece next() throws IOException {
            try {
                return records.hasNext() ? new MarcPiece.Xml(records.next()) : null;
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }

        @Override
        Optional<InputStream> rest() {
            return Optional.ofNullable(answer.list());
        }

        @Override
        void proveWhole() throws PageException {
            var root = records.documentElement();
            if (!records.complete()
                    || !root.getLocalPart().equals("collection")
                    || !root.getNamespaceURI().equals(MARC)) {
                throw new PageException("it is no MARCXML collection but <" + root.getLocalPart() + ">");
            }
            for (XmlSplitter.Other other : records.others()) {
                if (other.depth() == 1) {
                    throw new PageException("among the records stands something else: <"
                            + other.name().getLocalPart() + "> in the namespace '"
                            + other.name().getNamespaceURI() + "'");
                }
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /** Records in ISO 2709. */
    private static final class Iso2709 extends MarcPieces {
        private final Iso2709Splitter records;

        Iso2709(InputStream answer, Charset charset, int largest) {
            this.records = new Iso2709Splitter(answer, charset, largest);
        }

        @Override
        MarcPiece next() throws IOException {
            try {
                return records.hasNext() ? new MarcPiece.Iso2709(records.next()) : null;
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }

        @Override
        Optional<InputStream> rest() {
            return records.tail();
        }

        @Override
        void proveWhole() {
            // one that ends inside a record has not been read
        }

        @Override
        public void close() throws IOException {
            records.close();
        }
    }
}
