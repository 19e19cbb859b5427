package org.bokbuss.split;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page as UTF-8, whatever it came in.
 *
 * @param utf8 the page without byte order mark
 * @param mark how many bytes the byte order mark took
 * @param charset what the page came in
 */
public record Encoding(InputStream utf8, int mark, Charset charset) {
    /** Room enough for any XML declaration that was not made to be a nuisance. */
    private static final int HEAD = 512;

    private static final Pattern DECLARED =
            Pattern.compile("^<\\?xml\\s[^>]*?\\sencoding\\s*=\\s*[\"']([A-Za-z][A-Za-z0-9._-]*)[\"']");

    /** @throws PageException if what the page says of it is not so, or not known */
    public static Encoding of(InputStream page) throws IOException {
        byte[] head = head(page);
        Charset shown = shown(head);
        int mark = mark(head, shown);
        Charset charset = agreed(shown, mark, declared(head, mark, shown));
        InputStream rest = new SequenceInputStream(new ByteArrayInputStream(head, mark, head.length - mark), page);
        InputStream utf8 = charset.equals(StandardCharsets.UTF_8) ? rest : new Transcoder(rest, charset);
        return new Encoding(utf8, mark, charset);
    }

    private static byte[] head(InputStream page) throws IOException {
        byte[] head = new byte[HEAD];
        int length = 0;
        while (length < HEAD && !declarationOver(head, length)) {
            int count = page.read(head, length, HEAD - length);
            if (count < 0) {
                break;
            }
            length += count;
        }
        return Arrays.copyOf(head, length);
    }

    private static boolean declarationOver(byte[] head, int length) {
        for (int i = 4; i < length; i++) {
            if (head[i] == '>') {
                return length - i > 3;
            }
        }
        return false;
    }

    /** What the first bytes show: a byte order mark, or where the NULs of the first character are. */
    private static Charset shown(byte[] head) {
        int b0 = at(head, 0);
        int b1 = at(head, 1);
        int b2 = at(head, 2);
        int b3 = at(head, 3);
        if (b0 == 0xFF && b1 == 0xFE) {
            return b2 == 0 && b3 == 0 ? Charset.forName("UTF-32LE") : StandardCharsets.UTF_16LE;
        }
        if (b0 == 0xFE && b1 == 0xFF) {
            return StandardCharsets.UTF_16BE;
        }
        if (b0 == 0 && b1 == 0 && (b2 == 0xFE && b3 == 0xFF || b2 == 0 && b3 == '<')) {
            return Charset.forName("UTF-32BE");
        }
        if (b0 == '<' && b1 == 0) {
            return b2 == 0 && b3 == 0 ? Charset.forName("UTF-32LE") : StandardCharsets.UTF_16LE;
        }
        return b0 == 0 && b1 == '<' ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8;
    }

    private static int mark(byte[] head, Charset charset) {
        byte[] mark = "\uFEFF".getBytes(charset);
        for (int i = 0; i < mark.length; i++) {
            if (at(head, i) != (mark[i] & 0xFF)) {
                return 0;
            }
        }
        return mark.length;
    }

    private static String declared(byte[] head, int mark, Charset shown) {
        Charset readable = shown.equals(StandardCharsets.UTF_8) ? StandardCharsets.ISO_8859_1 : shown;
        Matcher matcher = DECLARED.matcher(new String(head, mark, head.length - mark, readable));
        return matcher.find() ? matcher.group(1) : null;
    }

    private static Charset agreed(Charset shown, int mark, String declared) throws PageException {
        if (declared == null) {
            return shown;
        }
        Charset charset = charset(declared);
        boolean wide = !shown.equals(StandardCharsets.UTF_8);
        String family = shown.name().substring(0, Math.min(6, shown.name().length()));
        boolean sameFamily = charset.name().toUpperCase(Locale.ROOT).startsWith(family);
        if (wide || mark > 0 ? !sameFamily : wide(charset)) {
            throw new PageException(
                    "the page declares encoding " + declared + ", but its first bytes are those of " + shown.name());
        }
        return wide ? shown : charset;
    }

    private static boolean wide(Charset charset) {
        return !"<?xml".equals(new String("<?xml".getBytes(StandardCharsets.US_ASCII), charset));
    }

    private static Charset charset(String declared) throws PageException {
        try {
            return Charset.forName(declared);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new PageException("the page declares encoding " + declared + ", which is not known here");
        }
    }

    private static int at(byte[] head, int index) {
        return index < head.length ? head[index] & 0xFF : -1;
    }
}
