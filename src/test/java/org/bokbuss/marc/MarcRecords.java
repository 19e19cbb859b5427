package org.bokbuss.marc;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Records in ISO 2709, and what a splitter finds of them. */
final class MarcRecords {
    private static final List<String> TEXTS = List.of(
            "Skärgårdens fåglar", "R&B <live>", "Öar", "", " ", "a\tb", "{\"@id\":\"x\"}", "ı", "Ѳедоръ 北 🦐 a\u030a");

    /** What came of a stream: the records before it ended, and how it ended. */
    record Outcome(List<Iso2709Record> records, boolean complete, String tail, IOException stopped) {
        List<byte[]> sound() {
            return records.stream()
                    .filter(Iso2709Record::sound)
                    .map(Iso2709Record::bytes)
                    .toList();
        }
    }

    private MarcRecords() {}

    /** Tags and contents by turns; a content that begins with two indicators has its subfields after {@code $}. */
    static byte[] record(Charset charset, String... tagsAndContents) {
        StringBuilder directory = new StringBuilder();
        var fields = new ByteArrayOutputStream();
        for (int i = 0; i < tagsAndContents.length; i += 2) {
            int start = fields.size();
            fields.writeBytes(tagsAndContents[i + 1].replace('$', '\u001F').getBytes(charset));
            fields.write(Iso2709Record.FIELD_END);
            directory
                    .append(tagsAndContents[i])
                    .append("%04d%05d".formatted((fields.size() - start) % 10_000, start % 100_000));
        }
        int base = 24 + directory.length() + 1;
        int length = base + fields.size() + 1;
        var out = new ByteArrayOutputStream();
        String leader = "%05dnam a22%05d i 4500".formatted(Math.min(length, 99_999), base);
        out.writeBytes((leader + directory).getBytes(StandardCharsets.US_ASCII));
        out.write(Iso2709Record.FIELD_END);
        out.writeBytes(fields.toByteArray());
        out.write(Iso2709Record.RECORD_END);
        return out.toByteArray();
    }

    static byte[] random(Random random, Charset charset) {
        List<String> content = new ArrayList<>(List.of("001", "id" + random.nextInt(1000)));
        for (int i = random.nextInt(8); i > 0; i--) {
            content.add("%03d".formatted(10 + random.nextInt(990)));
            content.add("1 $a" + text(random, charset) + "$b" + text(random, charset));
        }
        return record(charset, content.toArray(String[]::new));
    }

    private static String text(Random random, Charset charset) {
        String text = TEXTS.get(random.nextInt(TEXTS.size()));
        return charset.newEncoder().canEncode(text) ? text : "a";
    }

    static byte[] joined(List<byte[]> records) {
        var all = new ByteArrayOutputStream();
        records.forEach(all::writeBytes);
        return all.toByteArray();
    }

    static Outcome split(byte[] stream, Charset charset) {
        return read(new Iso2709Splitter(new ByteArrayInputStream(stream), charset));
    }

    static Outcome split(InputStream stream, Charset charset, int largest) {
        return read(new Iso2709Splitter(stream, charset, largest));
    }

    private static Outcome read(Iso2709Splitter splitter) {
        List<Iso2709Record> records = new ArrayList<>();
        try {
            while (splitter.hasNext()) {
                records.add(splitter.next());
            }
            String tail = splitter.tail().isEmpty()
                    ? null
                    : new String(splitter.tail().get().readAllBytes(), StandardCharsets.UTF_8);
            return new Outcome(records, splitter.complete(), tail, null);
        } catch (UncheckedIOException e) {
            return new Outcome(records, splitter.complete(), null, e.getCause());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
