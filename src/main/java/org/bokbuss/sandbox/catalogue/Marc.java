package org.bokbuss.sandbox.catalogue;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Records as MARC. */
public final class Marc {
    private static final ZoneId STOCKHOLM = ZoneId.of("Europe/Stockholm");
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyMMdd").withZone(STOCKHOLM);
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'.0'").withZone(STOCKHOLM);

    private final Catalogue catalogue;

    public Marc(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    public void write(Entry entry, MarcForm out) {
        switch (entry.kind()) {
            case BIB -> bib(entry, out);
            case HOLDING -> holding(entry, out);
            case PERSON -> person(entry, out);
            case TOPIC -> topic(entry, out);
            case WORK -> work(entry, out);
        }
    }

    private void bib(Entry entry, MarcForm out) {
        var book = Descriptions.book(catalogue, entry);
        var script = book.script();
        var level = Descriptions.isNationalBibliography(entry) ? ' ' : '7';
        var marc = begin(
                entry,
                out,
                "Bibliographic",
                "am a       " + level + "  4500",
                "s" + book.year() + "    sw |||||||||||000 ||" + book.language() + "| ");
        if (!book.isbn().isEmpty()) {
            marc.field("020", "  ", "a", book.isbn(), "q", "inb.");
        }
        if (!book.issn().isEmpty()) {
            marc.field("022", "  ", "a", book.issn());
        }
        marc.field("040", "  ", "a", entry.sigel(), "e", "rda");
        marc.field("041", "  ", "a", book.language());
        var author = catalogue.author(entry);
        var name = author.map(a -> Descriptions.person(catalogue, a));
        var linked = script != Book.Script.NONE;
        if (name.isPresent()) {
            marc.field(
                    "100",
                    "1 ",
                    "6",
                    linked ? "880-01" : "",
                    "a",
                    name.get().family() + ", " + name.get().given() + ",",
                    "d",
                    name.get().lifeSpan(),
                    "4",
                    "aut",
                    "0",
                    author.get().thing());
        }
        var statement = name.map(Person::straight).orElse("");
        var slash = statement.isEmpty() ? "" : " /";
        marc.field(
                "245", "10",
                "6", linked ? "880-02" : "",
                "a", book.title() + (book.remainder().isEmpty() ? slash : " :"),
                "b", book.remainder().isEmpty() ? "" : book.remainder() + slash,
                "c", statement.isEmpty() ? "" : statement + ".");
        marc.field("264", " 1", "a", book.place() + " :", "b", book.publisher() + ",", "c", book.year());
        marc.field("300", "  ", "a", book.extent(), "c", book.size());
        marc.field("336", "  ", "a", "Text", "b", "txt", "2", "rdacontent");
        marc.field("337", "  ", "a", "Omedierad resurs", "b", "n", "2", "rdamedia");
        marc.field("338", "  ", "a", "Volym", "b", "nc", "2", "rdacarrier");
        catalogue
                .topic(entry)
                .ifPresent(t -> marc.field(
                        "650",
                        " 7",
                        "a",
                        Descriptions.label(catalogue, t),
                        "0",
                        Descriptions.thing(catalogue, t),
                        "2",
                        "sao"));
        if (linked) {
            if (name.isPresent()) {
                marc.field("880", "1 ", "6", "100-01/" + script.code(), "a", script.name());
            }
            marc.field("880", "10", "6", "245-02/" + script.code(), "a", script.title());
        }
        end(entry, marc);
    }

    private void holding(Entry entry, MarcForm out) {
        var marc = begin(entry, out, "Holdings", "u  a       un 4500", "||0000|||||000||||||000000");
        if (entry.written().isPresent()) {
            HoldingFields.write(entry.sigel(), entry.written().get().thing(), marc);
        } else {
            var shelf = Descriptions.shelf(catalogue, entry);
            marc.field("852", "  ", "b", entry.sigel(), "h", shelf.mark(), "i", shelf.availability());
        }
        end(entry, marc);
    }

    private void person(Entry entry, MarcForm out) {
        var person = Descriptions.person(catalogue, entry);
        var marc = begin(entry, out, "Authority", "z  a       n  4500", "n| az|nnaabn          |n aaa    ||");
        marc.field("040", "  ", "a", entry.sigel());
        marc.field("100", "1 ", "a", person.family() + ", " + person.given() + ",", "d", person.lifeSpan());
        end(entry, marc);
    }

    private void topic(Entry entry, MarcForm out) {
        var marc = begin(entry, out, "Authority", "z  a       n  4500", "n| az|nnbabn          |n ana    ||");
        marc.field("040", "  ", "a", entry.sigel(), "f", "sao");
        marc.field("150", "  ", "a", Descriptions.label(catalogue, entry));
        end(entry, marc);
    }

    private void work(Entry entry, MarcForm out) {
        var marc = begin(entry, out, "", "|| a          4500", "|        |                      | ");
        end(entry, marc.field("040", "  ", "a", entry.sigel()));
    }

    private MarcForm begin(Entry entry, MarcForm out, String type, String leader, String field008) {
        // Libris leaves the length in the leader blank.
        return out.start(type, "     " + status(entry) + leader)
                .control("001", entry.controlNumber())
                .control("005", format(SECOND, entry.modified()))
                .control("008", format(DAY, entry.created()) + field008);
    }

    private static String format(DateTimeFormatter format, Instant time) {
        return format.format(ZonedDateTime.ofInstant(time, STOCKHOLM));
    }

    private static char status(Entry entry) {
        return entry.deleted() ? 'd' : entry.version() == 0 ? 'n' : 'c';
    }

    /** The last field carries what the leader can't: id and exact time. */
    private static void end(Entry entry, MarcForm marc) {
        marc.field(
                "887", "  ",
                "a", "{\"@id\":\"" + entry.id() + "\",\"modified\":\"" + entry.datestamp() + "\"}",
                "2", "librisxl");
        marc.end();
    }
}
