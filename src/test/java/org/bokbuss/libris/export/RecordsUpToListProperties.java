package org.bokbuss.libris.export;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** A collection ends where its list begins, however the bytes arrive; a NUL elsewhere is nothing but a byte. */
class RecordsUpToListProperties {
    private static final String LIST = "Id;Anledning\nx;Gallrad ur Libris.\n\0\n";

    @Property(tries = 500)
    void whateverIsAskedForAtATime(@ForAll long seed, @ForAll @IntRange(max = 200_000) int length) throws IOException {
        String collection = "<collection>" + filling(seed, length) + "</collection>";
        RecordsUpToList until = new RecordsUpToList(trickle(collection + "\0" + LIST, seed));
        assertThat(read(until, seed)).isEqualTo(collection);
        assertThat(new String(until.list().readAllBytes(), ISO_8859_1)).isEqualTo(LIST);
        assertThat(until.read()).isEqualTo(-1);
    }

    @Property(tries = 200)
    void withoutAListThereIsNone(@ForAll long seed, @ForAll @IntRange(max = 100_000) int length) throws IOException {
        String collection = filling(seed, length) + "</collection>";
        RecordsUpToList until = new RecordsUpToList(trickle(collection, seed));
        assertThat(read(until, seed)).isEqualTo(collection);
        assertThat(until.list()).isNull();
    }

    @Example
    void closingItLeavesTheListReadable() throws IOException {
        RecordsUpToList until = new RecordsUpToList(trickle("</collection>\0ja", 1));
        assertThat(read(until, 1)).isEqualTo("</collection>");
        until.close();
        assertThat(new String(until.list().readAllBytes(), ISO_8859_1)).isEqualTo("ja");
    }

    private static String filling(long seed, int length) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append(random.nextInt(3) == 0 ? "</collection \0" : "record\0".substring(random.nextInt(7)));
            text.append("x".repeat(random.nextInt(3000)));
        }
        return text.toString();
    }

    private static InputStream trickle(String text, long seed) {
        Random sizes = new Random(seed);
        return new ByteArrayInputStream(text.getBytes(ISO_8859_1)) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 1 + sizes.nextInt(20_000)));
            }
        };
    }

    private static String read(InputStream in, long seed) throws IOException {
        Random sizes = new Random(seed + 1);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[70_000];
        for (int count = in.read(buffer, 0, 1); count >= 0; count = in.read(buffer, 7, 1 + sizes.nextInt(60_000))) {
            all.write(buffer, all.size() == 0 ? 0 : 7, count);
        }
        return all.toString(ISO_8859_1);
    }
}
