package org.bokbuss.marc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bokbuss.marc.MarcRecords.joined;
import static org.bokbuss.marc.MarcRecords.split;

import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bokbuss.marc.MarcRecords.Outcome;
import org.bokbuss.split.PageException;
import org.bokbuss.split.Pages;

class Iso2709SplitterProperties {
    @Property(tries = 1000)
    void givesEveryRecordByteForByte(
            @ForAll long seed, @ForAll("charsets") Charset charset, @ForAll boolean trickle, @ForAll boolean tail) {
        List<byte[]> records = records(seed, charset);
        byte[] stream = joined(records);
        if (tail) {
            stream = joined(List.of(stream, "\0a;b\n".getBytes(charset)));
        }
        Outcome outcome = split(
                trickle ? Pages.trickle(stream) : new ByteArrayInputStream(stream), charset, Iso2709Splitter.LARGEST);
        assertThat(outcome.sound()).containsExactlyElementsOf(records);
        assertThat(outcome.complete()).isTrue();
        assertThat(outcome.tail()).isEqualTo(tail ? "a;b\n" : null);
        for (Iso2709Record record : outcome.records()) {
            assertThat(record.fields("001").get(0).text()).startsWith("id");
        }
    }

    @Property(tries = 1000)
    void onlyTheBrokenRecordIsMissing(@ForAll long seed, @ForAll("charsets") Charset charset) {
        Random random = new Random(seed);
        List<byte[]> records = records(seed, charset);
        int broken = random.nextInt(records.size());
        List<byte[]> others = new ArrayList<>(records);
        others.remove(broken);
        records.set(broken, damaged(records.get(broken), random));

        Outcome outcome = split(joined(records), charset);

        assertThat(outcome.sound()).containsSubsequence(others);
        assertThat(outcome.complete()).isTrue();
    }

    @Property(tries = 1000)
    void aCutIsSeenUnlessItFallsBetweenRecords(@ForAll long seed, @ForAll("charsets") Charset charset) {
        List<byte[]> records = records(seed, charset);
        byte[] stream = joined(records);
        int at = new Random(seed).nextInt(stream.length);
        List<byte[]> before = new ArrayList<>();
        int ends = 0;
        while (ends + records.get(before.size()).length <= at) {
            ends += records.get(before.size()).length;
            before.add(records.get(before.size()));
        }
        Outcome outcome = split(Arrays.copyOf(stream, at), charset);
        assertThat(outcome.sound()).containsExactlyElementsOf(before);
        assertThat(outcome.complete()).isEqualTo(ends == at);
        assertThat(outcome.stopped() instanceof PageException).isEqualTo(ends != at);
    }

    @Property(tries = 3000)
    void neverFailsButForTheStream(@ForAll long seed, @ForAll("charsets") Charset charset) {
        Random random = new Random(seed);
        byte[] stream = joined(records(seed, charset));
        for (int i = random.nextInt(6); i >= 0; i--) {
            stream[random.nextInt(stream.length)] = (byte) random.nextInt(random.nextBoolean() ? 256 : 0x3A);
        }
        Outcome outcome = split(stream, charset);
        assertThat(outcome.stopped())
                .satisfiesAnyOf(e -> assertThat(e).isNull(), e -> assertThat(e).isInstanceOf(PageException.class));
        for (Iso2709Record record : outcome.records()) {
            if (record.sound()) {
                for (int tag = 0; tag < 1000; tag += 111) {
                    record.fields("%03d".formatted(tag)).forEach(field -> field.subfield('a'));
                }
            }
        }
    }

    /** One byte other, one too many, one lost; not such as would end the record or the stream. */
    private static byte[] damaged(byte[] record, Random random) {
        int at = random.nextInt(record.length - 1);
        byte stray = (byte) (0x20 + random.nextInt(0x50));
        byte[] before = Arrays.copyOf(record, at);
        byte[] after = Arrays.copyOfRange(record, at + 1, record.length);
        return switch (random.nextInt(4)) {
            case 0 -> joined(List.of(before, new byte[] {stray}, after));
            case 1 -> joined(List.of(before, new byte[] {stray, record[at]}, after));
            case 2 -> joined(List.of(before, after));
            default -> joined(List.of(before, new byte[] {'\b'}, after));
        };
    }

    private static List<byte[]> records(long seed, Charset charset) {
        Random random = new Random(seed);
        List<byte[]> records = new ArrayList<>();
        for (int i = 2 + random.nextInt(5); i > 0; i--) {
            records.add(MarcRecords.random(random, charset));
        }
        return records;
    }

    @Provide
    Arbitrary<Charset> charsets() {
        return Arbitraries.of("UTF-8", "ISO-8859-1", "windows-1252").map(Charset::forName);
    }
}
