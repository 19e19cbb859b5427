package org.bokbuss.libris.export;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Optional;
import org.bokbuss.marc.Iso2709Record;
import org.bokbuss.marc.Iso2709Splitter;
import org.bokbuss.split.PageException;
import org.bokbuss.split.Piece;
import org.bokbuss.split.Splitter;
import org.bokbuss.split.XmlSplitter;

/** Splits an answer of the MARC export: records, and after them the lines of the list of deletions, if there is one. */
final class MarcExportSplitter extends Splitter<Piece> {
    private final Format format;
    private final boolean listed;
    private DeletionList list;
    private boolean over;

    /** The records of an answer, in one of the formats. */
    private interface Format extends Closeable {
        /** The next record; null after the last. */
        Piece next() throws IOException;

        /** What follows the records, once they have been read. @throws PageException if no export looks so */
        Optional<InputStream> rest() throws PageException;
    }

    /**
     * @param largest how many bytes a record may have
     * @param charset of records in ISO 2709; MARCXML says so itself
     * @param listed whether a list of deletions must follow
     */
    MarcExportSplitter(InputStream answer, int largest, ExportProfile.Format format, Charset charset, boolean listed) {
        this.format = format == ExportProfile.Format.MARCXML
                ? new Xml(answer, largest)
                : new Iso2709(new Iso2709Splitter(answer, charset, largest));
        this.listed = listed;
    }

    @Override
    protected boolean isOver() {
        return over;
    }

    @Override
    protected Piece find() throws IOException {
        try {
            Piece record = list == null ? format.next() : null;
            if (record != null) {
                return record;
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (list == null) {
            list = format.rest().map(DeletionList::new).orElse(null);
        }
        if (list == null && listed) {
            throw PageException.cut("the list of deletions is missing at its end");
        }
        byte[] line = list == null ? null : list.next();
        over = line == null;
        return over ? null : new Piece("deletion", alone(line), 0, null, null);
    }

    /** A list of this line alone: its first line, which names the columns, is left empty. */
    private static byte[] alone(byte[] line) {
        ByteArrayOutputStream list = new ByteArrayOutputStream(line.length + 3);
        list.writeBytes(new byte[] {0, '\n'});
        list.writeBytes(line);
        list.write('\n');
        return list.toByteArray();
    }

    @Override
    public void close() throws IOException {
        format.close();
    }

    /** A MARCXML collection. */
    private static final class Xml implements Format {
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
        public Piece next() {
            return records.hasNext() ? records.next() : null;
        }

        @Override
        public Optional<InputStream> rest() throws PageException {
            var root = records.documentElement();
            if (!root.getLocalPart().equals("collection")
                    || !root.getNamespaceURI().equals(MARC)) {
                throw new PageException("it is no MARCXML collection but <" + root.getLocalPart() + ">");
            }
            for (Other other : records.others()) {
                if (other.depth() == 1) {
                    throw new PageException("among the records stands something else: <"
                            + other.name().getLocalPart() + "> in the namespace '"
                            + other.name().getNamespaceURI() + "'");
                }
            }
            return Optional.ofNullable(answer.list());
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }

    /** Records in ISO 2709; one that ends inside a record has not been read. */
    private record Iso2709(Iso2709Splitter records) implements Format {
        @Override
        public Piece next() {
            if (!records.hasNext()) {
                return null;
            }
            Iso2709Record found = records.next();
            return new Piece("", found.bytes(), found.offset(), found.fault());
        }

        @Override
        public Optional<InputStream> rest() {
            return records.tail();
        }

        @Override
        public void close() throws IOException {
            records.close();
        }
    }
}
