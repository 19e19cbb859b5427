package org.bokbuss.split;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Pages of a made-up library, and what a splitter finds in them. */
public final class Pages {
    static final String OAI = "http://www.openarchives.org/OAI/2.0/";
    static final String START = "<?xml version='1.0' encoding='UTF-8'?><OAI-PMH xmlns=\"" + OAI + "\"><ListRecords>";
    static final String END = "</ListRecords></OAI-PMH>";

    /** What came of a page: the records before it ended, and how it ended. */
    record Outcome(List<Piece> records, boolean complete, IOException stopped) {
        List<String> texts() {
            return records.stream()
                    .map(r -> new String(r.bytes(), StandardCharsets.UTF_8))
                    .toList();
        }

        List<String> soundTexts() {
            return records.stream()
                    .filter(Piece::sound)
                    .map(r -> new String(r.bytes(), StandardCharsets.UTF_8))
                    .toList();
        }

        Piece only() {
            if (records.size() != 1) {
                throw new AssertionError(records.size() + " records, stopped by " + stopped);
            }
            return records.get(0);
        }
    }

    private Pages() {}

    static String page(String... records) {
        return START + String.join("", records) + END;
    }

    /** A record as Libris gives them: another record, of MARC, is in it. */
    static String marc(String id, String title) {
        return "<record><header><identifier>" + id + "</identifier></header><metadata>"
                + "<record xmlns=\"http://www.loc.gov/MARC21/slim\" type=\"Bibliographic\">"
                + "<controlfield tag=\"001\">" + id + "</controlfield>"
                + "<datafield ind1=\"1\" ind2=\" \" tag=\"245\"><subfield code=\"a\">" + title
                + "</subfield></datafield></record></metadata></record>";
    }

    /** The same as a splitter gives it. */
    static String given(String record) {
        return record.replaceFirst("<record>", "<record xmlns=\"" + OAI + "\">");
    }

    static Outcome split(String page) {
        return split(page.getBytes(StandardCharsets.UTF_8));
    }

    static Outcome split(byte[] page) {
        return split(new ByteArrayInputStream(page), OAI, "record");
    }

    static Outcome split(InputStream page, String namespace, String... names) {
        return read(new XmlSplitter(page, namespace, names));
    }

    static Outcome read(XmlSplitter splitter) {
        List<Piece> records = new ArrayList<>();
        try {
            while (splitter.hasNext()) {
                records.add(splitter.next());
            }
            return new Outcome(records, splitter.complete(), null);
        } catch (UncheckedIOException e) {
            return new Outcome(records, splitter.complete(), e.getCause());
        }
    }

    /** A stream that gives one to seven bytes at a time. */
    public static InputStream trickle(byte[] page) {
        Random sizes = new Random(page.length);
        return new ByteArrayInputStream(page) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 1 + sizes.nextInt(7)));
            }
        };
    }
}
