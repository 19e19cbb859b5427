package org.bokbuss.sandbox.libris;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.stream.Stream;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Iso2709;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.sandbox.catalogue.Marc;
import org.bokbuss.sandbox.catalogue.MarcRecord;
import org.bokbuss.sandbox.catalogue.MarcXml;
import org.bokbuss.sandbox.catalogue.Shuffled;
import org.bokbuss.sandbox.wire.Body;
import org.bokbuss.sandbox.wire.Fault;
import org.bokbuss.sandbox.wire.Faults;

/**
 * What a MARC export answers, written as it is found: the bibs that something has happened to, each once, as they stand
 * now and in no order.
 */
final class ExportBody implements Body {
    private static final String HEAD =
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<collection xmlns=\"http://www.loc.gov/MARC21/slim\">\n";
    private static final String LIST = "\0Libris bibliografiska kontrollnummer rekommenderade för gallring;Anledning\n";
    private static final int INSIDE_DIRECTORY = 30;

    private final Catalogue catalogue;
    private final Marc marc;
    private final MarcExport.Wish wish;
    private final ExportProfile profile;
    private final Charset charset;
    private final Faults.OnPage faults;

    ExportBody(Catalogue catalogue, MarcExport.Wish wish, Faults.OnPage faults) {
        this.catalogue = catalogue;
        this.marc = new Marc(catalogue);
        this.wish = wish;
        this.profile = wish.profile();
        this.charset = profile.charset();
        this.faults = faults;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        var left = faults.value(Fault.Kind.INCOMPLETE).map(Long::parseLong).orElse(Long.MAX_VALUE);
        var list = new StringBuilder(LIST);
        if (profile.isMarcXml()) {
            utf8(HEAD, out);
        }
        var bibs = bibs().iterator();
        while (bibs.hasNext() && left > 0) {
            var bib = bibs.next();
            if (catalogue.isConvertible(bib) && !faults.take(Fault.Kind.CONVERSION)) {
                bib(bib, list, out);
            }
            left--;
        }
        if (profile.isMarcXml()) {
            utf8("</collection>", out);
        }
        // What goes wrong before its end leaves the list out, and the collection closed all the same (MarcHttpExport).
        if (wish.deleted().equals("append") && !bibs.hasNext()) {
            utf8(list, out);
        }
    }

    private Stream<Entry> bibs() {
        return profile.isActive()
                ? new Shuffled(catalogue.rows())
                        .stream()
                                .mapToObj(catalogue::entry)
                                .filter(e -> e.kind() == Kind.BIB)
                                .filter(this::isToBeSent)
                : Stream.empty();
    }

    private boolean isToBeSent(Entry bib) {
        if (profile.wantsAll()) {
            return wish.isReason(bib) || changed(bib);
        }
        // The bib of a holding that went can't be found once it is gone itself.
        return !bib.deleted()
                && (isHeld(bib) && (wish.isReason(bib) || changed(bib))
                        || catalogue.everHeld(bib).stream().anyMatch(h -> profile.wants(h) && wish.isReason(h)));
    }

    /** Whether something that belongs to the bib, or that it names, has changed. */
    private boolean changed(Entry bib) {
        return !bib.deleted()
                && (catalogue.linked(bib).stream().anyMatch(wish::isReason)
                        || profile.wantsAll()
                                && catalogue.everHeld(bib).stream().anyMatch(wish::isReason));
    }

    private boolean isHeld(Entry bib) {
        return profile.wantsAll() || catalogue.holdings(bib).stream().anyMatch(profile::wants);
    }

    private void bib(Entry bib, StringBuilder list, OutputStream out) throws IOException {
        var noLongerHeld = wish.virtualDelete() && !isHeld(bib);
        if (bib.deleted() || noLongerHeld) {
            switch (wish.deleted()) {
                case "append" ->
                    list.append(bib.id())
                            .append(bib.deleted() ? ";Gallrad ur Libris.\n" : ";Ni har ej längre bestånd på posten.\n");
                case "export" -> records(bib, true, out);
                default -> {}
            }
        } else {
            records(bib, false, out);
        }
    }

    private void records(Entry bib, boolean deleted, OutputStream out) throws IOException {
        var record = record(bib);
        if (deleted) {
            record.delete();
        }
        var holdings = catalogue.holdings(bib).stream()
                .filter(h -> profile.wantsAll() || profile.wants(h))
                .toList();
        if (profile.holdType().equals("interleaved")) {
            holdings.forEach(h -> record.interleave(h.sigel(), plain(h)));
        }
        write(record, out);
        for (var holding : profile.holdType().equals("after") ? holdings : List.<Entry>of()) {
            write(record(holding), out);
        }
    }

    private MarcRecord record(Entry entry) {
        var record = plain(entry);
        record.origin(profile.f003());
        return record;
    }

    private MarcRecord plain(Entry entry) {
        var record = new MarcRecord();
        marc.write(entry, record);
        return record;
    }

    private void write(MarcRecord record, OutputStream out) throws IOException {
        var bytes = profile.isMarcXml() ? xml(record) : iso2709(record);
        for (var times = faults.take(Fault.Kind.DUPLICATE) ? 2 : 1; times > 0; times--) {
            out.write(bytes);
        }
    }

    private byte[] xml(MarcRecord record) {
        var xml = new StringBuilder(4096).append("  ");
        record.writeTo(new MarcXml(xml));
        xml.append('\n');
        var damage = new Damage(xml);
        if (faults.take(Fault.Kind.CONTROL)) {
            damage.control();
        }
        if (faults.take(Fault.Kind.BAD_RECORD)) {
            damage.mismatch();
        }
        return faults.take(Fault.Kind.BAD_UTF8)
                ? damage.noUtf8()
                : xml.toString().getBytes(UTF_8);
    }

    private byte[] iso2709(MarcRecord record) {
        var out = new ByteArrayOutputStream(2048);
        record.writeTo(new Iso2709(out, charset));
        var bytes = out.toByteArray();
        var inText = bytes.length - 3;
        if (faults.take(Fault.Kind.CONTROL)) {
            bytes[inText] = '\b';
        }
        if (faults.take(Fault.Kind.BAD_UTF8)) {
            bytes[inText] = Damage.LATIN_1;
        }
        if (faults.take(Fault.Kind.BAD_RECORD)) {
            bytes[INSIDE_DIRECTORY] = 'x';
        }
        return bytes;
    }

    private static void utf8(CharSequence text, OutputStream out) throws IOException {
        out.write(text.toString().getBytes(UTF_8));
    }
}
