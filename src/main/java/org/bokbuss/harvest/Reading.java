package org.bokbuss.harvest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;

/** An answer as it is read once: its records, and when the last one has been read, what it says of the rest. */
public interface Reading extends Records {
    /**
     * What the answer says beside its records. Asked for once, after the last record.
     *
     * @throws SourceFailure if it is not what was asked for, or if it is an error: named, with what to do
     */
    Page page() throws SourceFailure;

    /**
     * Reads to the end, and closes.
     *
     * @throws SourceFailure if the answer is not whole, or as {@link #page()} does
     */
    default Page prove(Response answer, Consumer<LibraryRecord> each) throws SourceFailure {
        try (this) {
            for (LibraryRecord record = next(); record != null; record = next()) {
                each.accept(record);
            }
            return page();
        } catch (UncheckedIOException | IOException e) {
            throw SourceFailure.notWhole(answer, e);
        }
    }
}
