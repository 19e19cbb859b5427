package org.bokbuss.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;

/** No two ids share a file, whatever the file system makes of letters, and none leads out of its folder. */
class FileNamesTest {
    @Example
    void anIdOfLibrisStandsByItself() {
        assertThat(FileNames.clean("https://libris.kb.se/s93ns5h436dxqsh")).isEqualTo("s93ns5h436dxqsh");
        assertThat(FileNames.clean("x1")).isEqualTo("x1");
    }

    @Example
    void thoseThatLookAlikeDoNotShareOne() {
        Set<String> names = new HashSet<>();
        String[] ids = {
            "http://a/rec1",
            "https://b/rec1",
            "https://a/rec1",
            "http://a/rec1/",
            "http://a/x/rec1",
            "a/rec1",
            "rec1",
            "Rec1",
            "REC1",
            "rec1 ",
            "rec1.",
            "rec1\u0000",
            "réc1",
            "re\u0301c1",
            "s93ns5h436dxqsh",
            "https://libris.kb.se/s93ns5h436dxqsh",
            "http://libris.kb.se/s93ns5h436dxqsh",
            "https://libris.kb.se/s93ns5h436dxqsh#it",
            "https://libris.kb.se/rec1",
            "",
            ".",
            "..",
            "/",
            "../../etc/passwd",
            "con",
            "nul",
            "lpt1",
            FileNames.clean("http://a/rec1"),
            FileNames.clean("Rec1"),
        };
        for (String id : ids) {
            assertThat(names.add(FileNames.clean(id))).as(id).isTrue();
        }
    }

    /** As a checksum of 32 bits did, of which two that agree are found in no time. */
    @Example
    void norThoseWhoseChecksumsAgree() {
        Map<Long, String> seen = new HashMap<>();
        int pairs = 0;
        for (int i = 0; pairs < 3; i++) {
            String id = "http://a/" + (char) ('A' + i % 26) + "/" + i % 7 + "?" + Integer.toHexString(i * 0x9E3779B9)
                    + "/r";
            CRC32 sum = new CRC32();
            sum.update(id.getBytes(StandardCharsets.UTF_8));
            String other = seen.put(sum.getValue(), id);
            if (other != null && !other.equals(id)) {
                assertThat(FileNames.clean(id)).isNotEqualTo(FileNames.clean(other));
                pairs++;
            }
        }
    }

    @Property
    void aNameIsPlainAndShort(@ForAll String id) {
        assertThat(FileNames.clean(id)).matches("[a-z0-9_-]{1,140}").isLowerCase();
        assertThat(FileNames.clean(id).toUpperCase(Locale.ROOT)).doesNotMatch("CON|PRN|AUX|NUL|COM\\d|LPT\\d");
    }

    @Property
    void twoIdsHaveTwoNames(
            @ForAll @Chars({'/', '.', ':', '#', '-', '_', 'A'}) @CharRange(from = 'a', to = 'c') @StringLength(max = 12)
                    String one,
            @ForAll @Chars({'/', '.', ':', '#', '-', '_', 'A'}) @CharRange(from = 'a', to = 'c') @StringLength(max = 12)
                    String other) {
        Assume.that(!one.equals(other));
        assertThat(FileNames.clean(one)).isNotEqualTo(FileNames.clean(other));
        assertThat(FileNames.clean("https://libris.kb.se/" + one)).isNotEqualTo(FileNames.clean(other));
    }

    @Example
    void ofAnIdWithoutEndItIsShortToo() {
        for (String piece : new String[] {"/", ":", "#", "a", "://", "https://libris.kb.se/"}) {
            assertThat(FileNames.clean(piece.repeat(1_000_000)).length()).isLessThan(140);
        }
    }
}
