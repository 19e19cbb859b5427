package org.bokbuss.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Sound examples, damaged: the same seed makes the same bytes. */
final class HostileBytes {
    /** What readers look for, and what they trip over. */
    private static final List<byte[]> WORDS = Stream.of(
                    "<",
                    ">",
                    "</",
                    "/>",
                    "<!--",
                    "-->",
                    "<![CDATA[",
                    "]]>",
                    "<?",
                    "?>",
                    "<!DOCTYPE a [<!ENTITY b \"c\">]>",
                    "&",
                    "&amp;",
                    "&#0;",
                    "&#x110000;",
                    "&b;",
                    "<?xml version=\"1.0\" encoding=\"UTF-16\"?>",
                    "xmlns=\"\"",
                    "xmlns:a=\"b\"",
                    " a=\"",
                    "<record>",
                    "</record>",
                    "<record",
                    "{",
                    "}",
                    "[",
                    "]",
                    "\"",
                    "\\",
                    "\\u0000",
                    "\\ud800",
                    ":",
                    ",",
                    "null",
                    "true",
                    "-",
                    "1e999",
                    "1E-400",
                    "00",
                    "99999999999999999999",
                    "-1",
                    "0",
                    "2147483648",
                    "\u0000",
                    "\u001b[2J",
                    "\u001d",
                    "\u001e",
                    "\u001f",
                    "\u007f",
                    "\u0085",
                    "\u2028",
                    "\ufeff",
                    "\u202e",
                    "\ud83d\ude00",
                    "\n",
                    "\r",
                    "\r\n",
                    "\t",
                    " ",
                    ";",
                    "|",
                    "'",
                    "\"\"",
                    "=",
                    "%",
                    "%00",
                    "%ff",
                    "?",
                    "/",
                    "..",
                    "(",
                    "+")
            .map(word -> word.getBytes(StandardCharsets.UTF_8))
            .toList();

    private static final byte[] BYTES = {
        0,
        0x1d,
        0x1e,
        0x1f,
        0x7f,
        (byte) 0x80,
        (byte) 0xc0,
        (byte) 0xc3,
        (byte) 0xed,
        (byte) 0xf4,
        (byte) 0xfe,
        (byte) 0xff
    };

    private static final int MOST_CHANGES = 8;
    private static final int OFTEN = 64;
    private static final int LONG = 200_000;

    private final List<byte[]> examples;
    private final Random random;
    private byte[] made;

    private HostileBytes(List<byte[]> examples, long seed) {
        this.examples = examples;
        this.random = new Random(seed);
        random.nextInt();
        this.made = example();
    }

    static byte[] of(List<byte[]> examples, long seed) {
        HostileBytes bytes = new HostileBytes(examples, seed);
        for (int i = 1 + bytes.random.nextInt(MOST_CHANGES); i > 0; i--) {
            bytes.change();
        }
        return bytes.made;
    }

    private byte[] example() {
        return examples.get(random.nextInt(examples.size()));
    }

    private int place() {
        return random.nextInt(made.length + 1);
    }

    private void change() {
        int from = place();
        int to = Math.min(
                made.length, from + (random.nextBoolean() ? random.nextInt(16) : random.nextInt(made.length + 1)));
        switch (random.nextInt(10)) {
            case 0 -> replace(from, Math.min(from + 1, made.length), new byte[] {(byte) random.nextInt(256)});
            case 1 -> replace(from, Math.min(from + 1, made.length), new byte[] {BYTES[random.nextInt(BYTES.length)]});
            case 2 -> replace(from, to, new byte[0]);
            case 3 -> replace(to, to, slice(made, from, to));
            case 4 -> replace(from, random.nextBoolean() ? from : to, word());
            case 5 -> splice(from);
            case 6 -> made = slice(made, 0, from);
            case 7 -> replace(from, from, repeated(word()));
            case 8 -> replace(from, from, repeated(slice(made, from, Math.min(to, from + 100))));
            default -> number();
        }
    }

    private byte[] word() {
        if (random.nextInt(4) == 0) {
            byte[] other = example();
            int from = random.nextInt(other.length + 1);
            return slice(other, from, Math.min(other.length, from + random.nextInt(20)));
        }
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    private void splice(int at) {
        byte[] other = example();
        int from = random.nextInt(other.length + 1);
        replace(at, made.length, slice(other, from, other.length));
    }

    /** Mostly a few times, now and then very often. */
    private byte[] repeated(byte[] piece) {
        int times = random.nextInt(20) == 0 ? LONG / Math.max(1, piece.length) : random.nextInt(OFTEN);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            all.writeBytes(piece);
        }
        return all.toByteArray();
    }

    /** Another number in the place of one. */
    private void number() {
        int from = place();
        while (from < made.length && !isDigit(made[from])) {
            from++;
        }
        int to = from;
        while (to < made.length && isDigit(made[to])) {
            to++;
        }
        long other = random.nextBoolean() ? random.nextInt(100) : random.nextLong();
        replace(from, to, String.valueOf(other).getBytes(StandardCharsets.US_ASCII));
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private void replace(int from, int to, byte[] by) {
        // Changes that follow one another must not make a text without end.
        if (made.length + by.length > 2 * LONG) {
            return;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream(made.length + by.length);
        all.write(made, 0, from);
        all.writeBytes(by);
        all.write(made, to, made.length - to);
        made = all.toByteArray();
    }

    private static byte[] slice(byte[] of, int from, int to) {
        byte[] slice = new byte[to - from];
        System.arraycopy(of, from, slice, 0, slice.length);
        return slice;
    }
}
