package org.bokbuss.sandbox.catalogue;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;

/** Writes one MARC record in ISO 2709. */
public final class Iso2709 implements MarcForm {
    static final int RECORD_END = 0x1D;

    private static final int FIELD_END = 0x1E;
    private static final int SUBFIELD = 0x1F;

    private final ByteArrayOutputStream out;
    private final Charset charset;
    private final StringBuilder directory = new StringBuilder();
    private final ByteArrayOutputStream fields = new ByteArrayOutputStream();
    private String leader;

    public Iso2709(ByteArrayOutputStream out, Charset charset) {
        this.out = out;
        this.charset = charset;
    }

    @Override
    public Iso2709 start(String type, String newLeader) {
        leader = newLeader;
        return this;
    }

    @Override
    public Iso2709 control(String tag, String value) {
        var start = fields.size();
        text(value);
        return end(tag, start);
    }

    @Override
    public Iso2709 field(String tag, String indicators, String... codesAndValues) {
        var start = fields.size();
        text(indicators);
        for (var i = 0; i < codesAndValues.length; i += 2) {
            if (!codesAndValues[i + 1].isEmpty()) {
                fields.write(SUBFIELD);
                text(codesAndValues[i] + codesAndValues[i + 1]);
            }
        }
        return end(tag, start);
    }

    private Iso2709 end(String tag, int start) {
        fields.write(FIELD_END);
        directory.append(tag).append(String.format("%04d%05d", fields.size() - start, start));
        return this;
    }

    private void text(String text) {
        fields.writeBytes(text.getBytes(charset));
    }

    @Override
    public void end() {
        var base = leader.length() + directory.length() + 1;
        ascii(String.format(
                "%05d%s%s22%05d%s4500",
                base + fields.size() + 1, leader.substring(5, 9), coding(), base, leader.substring(17, 20)));
        ascii(directory.toString());
        out.write(FIELD_END);
        out.writeBytes(fields.toByteArray());
        out.write(RECORD_END);
    }

    private void ascii(String text) {
        out.writeBytes(text.getBytes(US_ASCII));
    }

    /** Libris writes 1 for Latin-1, which no standard knows. */
    private String coding() {
        return charset.equals(UTF_8) ? "a" : charset.equals(ISO_8859_1) ? "1" : " ";
    }
}
