package org.bokbuss.harvest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.split.PageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page is taken apart once, unless it is too large to be kept. */
class PageReaderTest {
    @TempDir
    Path folder;

    /** A page of so many records of a size; counts how often it is taken apart. */
    private static final class Many implements Session {
        private final int number;
        private final int size;
        private final boolean asRead;
        private int readings;
        private int broken = Integer.MAX_VALUE;

        Many(int number, int size, boolean asRead) {
            this.number = number;
            this.size = size;
            this.asRead = asRead;
        }

        @Override
        public Reading read(Window window, String cursor, Response answer) {
            readings++;
            return new Reading() {
                private int given;

                @Override
                public LibraryRecord next() throws IOException {
                    if (given == broken) {
                        throw PageException.cut("cut");
                    }
                    byte[] body = new byte[size];
                    return given == number
                            ? null
                            : new LibraryRecord(
                                    "r" + given++, false, null, "text/plain", body, Map.of(), body, 0, null);
                }

                @Override
                public Page page() {
                    assertThat(given).isEqualTo(number);
                    return new Page("next");
                }

                @Override
                public void close() {
                    // Nothing is open.
                }
            };
        }

        @Override
        public Records records(Window window, Response answer) {
            return read(window, null, answer);
        }

        @Override
        public boolean deliversAsRead() {
            return asRead;
        }

        @Override
        public String source() {
            return "many";
        }

        @Override
        public Request identify() {
            return Request.get(URI.create("http://localhost/"), null);
        }

        @Override
        public Request first(Window window) {
            return identify();
        }

        @Override
        public Request next(Window window, String cursor) {
            return identify();
        }
    }

    private PageReader prove(Many session) throws Exception {
        Response answer = Response.of(session.identify(), "text/plain", "page".getBytes(UTF_8), folder);
        return PageReader.prove(session, null, "asked", answer);
    }

    private static List<String> subjects(PageReader page) throws IOException {
        List<String> subjects = new ArrayList<>();
        for (FingerprintedRecord each = page.next(); each != null; each = page.next()) {
            assertThat(each.place()).isEqualTo(subjects.size());
            subjects.add(each.record().subject());
        }
        return subjects;
    }

    private void isReadTwiceAndTakenApart(Many session, int times) throws Exception {
        try (PageReader page = prove(session)) {
            List<String> first = subjects(page);
            String digest = page.digest().hex();
            page.rewind();
            assertThat(subjects(page)).hasSize(session.number).isEqualTo(first);
            assertThat(page.digest().hex()).isEqualTo(digest);
            assertThat(page.cursor()).isEqualTo("next");
            assertThat(page.askedBy()).isEqualTo("asked");
        }
        assertThat(session.readings).isEqualTo(times);
    }

    @Test
    void isTakenApartOnceHoweverOftenItIsDelivered() throws Exception {
        isReadTwiceAndTakenApart(new Many(20, 10, true), 1);
    }

    @Test
    void isTakenApartAnewForEachDeliveryIfItIsTooLargeToBeKept() throws Exception {
        isReadTwiceAndTakenApart(new Many(17, 1 << 20, true), 3);
    }

    @Test
    void isTakenApartAnewIfOthersAreDeliveredThanItHas() throws Exception {
        isReadTwiceAndTakenApart(new Many(20, 10, false), 3);
    }

    @Test
    void isNoPageIfItBreaksOff() {
        Many session = new Many(20, 10, true);
        session.broken = 7;
        assertThatThrownBy(() -> prove(session))
                .isInstanceOf(SourceFailure.class)
                .hasMessageContaining("is not whole: cut");
    }
}
