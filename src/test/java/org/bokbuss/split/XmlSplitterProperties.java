package org.bokbuss.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bokbuss.split.Pages.split;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.xml.stream.XMLStreamException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.bokbuss.split.Pages.Outcome;

class XmlSplitterProperties {
    private static final String NS = "urn:bok";

    @Property(tries = 1500)
    void seesInAPageWhatAParserSees(
            @ForAll("pages") String page, @ForAll("encodings") String encoding, @ForAll boolean trickle)
            throws XMLStreamException {
        byte[] bytes = declared(page, encoding).getBytes(Charset.forName(encoding));
        Outcome outcome = split(trickle ? Pages.trickle(bytes) : new ByteArrayInputStream(bytes), NS, "record");
        assertThat(outcome.stopped()).isNull();
        assertThat(outcome.complete()).isTrue();
        assertThat(outcome.records()).allMatch(Piece::sound);
        assertThat(outcome.records().stream()
                        .map(r -> Parsers.woodstox(r.bytes()))
                        .toList())
                .isEqualTo(Parsers.inPage(bytes, NS, "record"));
    }

    @Property(tries = 500)
    void givesElementsThatTheJdkParserAcceptsToo(@ForAll("pages") String page) {
        for (Piece record : split(stream(page), NS, "record").records()) {
            assertThat(Parsers.jdk(record.bytes())).isNotEmpty();
        }
    }

    @Property(tries = 1500)
    void onlyTheBrokenRecordIsMissing(@ForAll("ways") Break way, @ForAll long seed) {
        Random random = new Random(seed);
        List<String> records = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            records.add(Pages.marc("id" + i, title(random)));
        }
        int broken = random.nextInt(records.size());
        List<String> others = new ArrayList<>(records);
        others.remove(broken);
        records.set(broken, way.damage(records.get(broken), random));
        Outcome outcome = split(Pages.page(records.toArray(String[]::new)));
        assertThat(outcome.soundTexts())
                .containsSubsequence(others.stream().map(Pages::given).toList());
        assertThat(outcome.complete()).isTrue();
    }

    /** Records of any size around the window's, one of them damaged near its start: the others are all given. */
    @Property(tries = 150)
    void aLargeBrokenRecordCostsItselfAlone(@ForAll("wounds") Wound wound, @ForAll long seed) {
        Random random = new Random(seed);
        String before = Pages.marc("before", sized(random));
        String broken = wound.on(Pages.marc("broken", sized(random)));
        List<String> sound = new ArrayList<>(List.of(before));
        for (int i = 0; i < 9; i++) {
            sound.add(Pages.marc("after" + i, random.nextInt(6) == 0 ? sized(random) : "x"));
        }
        List<String> page = new ArrayList<>(sound);
        page.add(1, broken);
        Outcome outcome = split(Pages.page(page.toArray(String[]::new)));
        assertThat(outcome.soundTexts())
                .containsExactlyElementsOf(sound.stream().map(Pages::given).toList());
        assertThat(outcome.records()).hasSize(11);
        assertThat(outcome.complete()).isTrue();
    }

    private static String sized(Random random) {
        int window = 1 << 16;
        int size = window * (1 + random.nextInt(6)) + random.nextInt(400) - 200;
        StringBuilder text = new StringBuilder();
        while (text.length() < size) {
            text.append("</subfield><subfield code=\"b\">").append("ö".repeat(random.nextInt(300)));
        }
        return text.toString();
    }

    /** What happens to a record near its start. */
    enum Wound {
        CONTROL_CHARACTER,
        LOST_END_TAGS,
        BOTH,
        STRAY_END_TAG;

        String on(String record) {
            String start = "<record><header><identifier>broken";
            String ends = "</record></metadata></record>";
            String rest = record.substring(start.length());
            String cut = rest.substring(0, rest.length() - ends.length());
            return switch (this) {
                case CONTROL_CHARACTER -> start + '\u0007' + rest;
                case LOST_END_TAGS -> start + cut;
                case BOTH -> start + '\u0007' + cut;
                case STRAY_END_TAG -> start + "</datafield>" + rest;
            };
        }
    }

    @Provide
    Arbitrary<Wound> wounds() {
        return Arbitraries.of(Wound.class);
    }

    @Property(tries = 4000)
    void neverFailsButForThePageAndGivesOnlyWhatAParserAccepts(@ForAll("pages") String page, @ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes = mutated(bytes, random);
        }
        Outcome outcome = split(new ByteArrayInputStream(bytes), NS, "record");
        assertThat(outcome.stopped())
                .satisfiesAnyOf(e -> assertThat(e).isNull(), e -> assertThat(e).isInstanceOf(PageException.class));
        for (Piece record : outcome.records()) {
            if (record.sound()) {
                assertThat(Parsers.woodstox(record.bytes())).isNotEmpty();
                assertThat(Parsers.jdk(record.bytes())).isNotEmpty();
                walk(record.element());
            }
        }
    }

    @Property(tries = 1500)
    void agreesWithAParserThatAPageIsWellFormed(@ForAll("pages") String page, @ForAll long seed) {
        byte[] bytes = mutated(page.getBytes(StandardCharsets.UTF_8), new Random(seed));
        Outcome outcome = split(new ByteArrayInputStream(bytes), NS, "record");
        // On purpose stricter than XML.
        Assume.that(outcome.records().stream()
                .noneMatch(r -> !r.sound() && r.fault().contains("swallowed")));
        boolean accepted = outcome.complete() && outcome.records().stream().allMatch(Piece::sound);
        List<String> seen = null;
        try {
            // Woodstox takes overlong UTF-8 for characters; the JDK's decoder doesn't.
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            seen = Parsers.inPage(bytes, NS, "record");
        } catch (XMLStreamException | CharacterCodingException refused) {
            // Then the splitter must refuse it too.
        }
        assertThat(accepted).isEqualTo(seen != null);
        if (accepted) {
            assertThat(outcome.records().stream()
                            .map(r -> Parsers.woodstox(r.bytes()))
                            .toList())
                    .isEqualTo(seen);
        }
    }

    private static void walk(XmlElement element) {
        assertThat(Parsers.woodstox(element.bytes())).isNotEmpty();
        element.text();
        element.innerBytes();
        element.attribute("b");
        element.children().forEach(XmlSplitterProperties::walk);
    }

    /** A way to damage a record between its start tag's name and its end. */
    enum Break {
        CONTROL_CHARACTER,
        STRAY_BYTE,
        LOST_CHARACTER,
        LOST_STRETCH,
        LOST_END,
        STRAY_MARKUP,
        UNCLOSED_SECTION,
        DOUBLED_STRETCH;

        String damage(String record, Random random) {
            // Where its name would be lost there would be no telling that it was a record.
            int from = "<record>".length() + random.nextInt(record.length() - "<record>".length() - 1);
            int to = Math.min(record.length(), from + 1 + random.nextInt(120));
            String before = record.substring(0, from);
            String after = record.substring(from);
            return switch (this) {
                case CONTROL_CHARACTER -> before + '\u0007' + after;
                case STRAY_BYTE -> before + (char) (0x21 + random.nextInt(0x5E)) + after;
                case LOST_CHARACTER -> before + after.substring(1);
                case LOST_STRETCH -> before + record.substring(to);
                case LOST_END -> before;
                case STRAY_MARKUP ->
                    before
                            + List.of(
                                            "<",
                                            ">",
                                            "</",
                                            "/>",
                                            "</record>",
                                            "<metadata>",
                                            "</metadata>",
                                            "\"",
                                            "&",
                                            "<a b='")
                                    .get(random.nextInt(10))
                            + after;
                case UNCLOSED_SECTION ->
                    before + List.of("<![CDATA[", "<!--", "<?pi ").get(random.nextInt(3)) + after;
                case DOUBLED_STRETCH -> before + record.substring(from, to) + after;
            };
        }
    }

    @Provide
    Arbitrary<Break> ways() {
        return Arbitraries.of(Break.class);
    }

    @Provide
    Arbitrary<String> encodings() {
        return Arbitraries.of("UTF-8", "UTF-16", "UTF-16LE", "UTF-32", "ISO-8859-1", "US-ASCII");
    }

    @Provide
    Arbitrary<String> pages() {
        return Arbitraries.longs().map(seed -> new PageWriter(new Random(seed)).page());
    }

    private static String declared(String page, String encoding) {
        String readable = Charset.forName(encoding).newEncoder().canEncode(page) ? page : ascii(page);
        return "<?xml version=\"1.0\" encoding='" + encoding + "'?>" + readable;
    }

    private static String ascii(String page) {
        return page.codePoints()
                .mapToObj(c -> c < 0x80 ? Character.toString(c) : "o")
                .reduce("", String::concat);
    }

    /** Without comments and sections: one would close what the broken record left open, and be part of it. */
    private static String title(Random random) {
        return List.of("Öppna data", "R&amp;B", "🦐", "a &#229; b", "").get(random.nextInt(5));
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length);
        int other = random.nextInt(bytes.length);
        byte[] telling = "<>/&;:='\"]-![?x \0\u0001".getBytes(StandardCharsets.ISO_8859_1);
        byte[] changed = bytes.clone();
        switch (random.nextInt(6)) {
            case 0 -> changed[at] = (byte) random.nextInt(256);
            case 1 -> changed[at] = telling[random.nextInt(telling.length)];
            case 2 -> changed = Arrays.copyOf(bytes, Math.max(1, at));
            case 3 -> System.arraycopy(bytes, at, changed, other, Math.min(20, bytes.length - Math.max(at, other)));
            case 4 -> {
                changed = Arrays.copyOf(bytes, bytes.length - 1);
                System.arraycopy(bytes, at + 1, changed, at, bytes.length - 1 - at);
            }
            default -> {
                changed = Arrays.copyOf(bytes, bytes.length + 1);
                System.arraycopy(bytes, at, changed, at + 1, bytes.length - at);
                changed[at] = telling[random.nextInt(telling.length)];
            }
        }
        return changed.length == 0 ? bytes : changed;
    }

    private static ByteArrayInputStream stream(String page) {
        return new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8));
    }
}
