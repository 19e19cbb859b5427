package org.bokbuss.libris.export;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.harvest.LibraryRecord;
import org.bokbuss.harvest.Page;
import org.bokbuss.harvest.Pieces;
import org.bokbuss.harvest.Session;
import org.bokbuss.harvest.Source;
import org.bokbuss.harvest.UnreadableRecord;
import org.bokbuss.harvest.Window;
import org.bokbuss.split.Piece;
import org.bokbuss.split.Splitter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Libris' MARC export: a profile is posted, and all bibs to which something has happened in a stretch of time come in one
 * answer, as they stand now.
 *
 * <p>Nothing in the answer proves that none is missing: a record that cannot be converted is left out in silence, and the
 * collection is closed even where an export is truncated (Libris XL, MarcHttpExport). With {@code deleted=append} the list
 * after the records at least tells that their end was reached.
 */
public final class MarcExport implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(MarcExport.class);

    /** "Libris sometimes delivers very slowly": a large library's answer took that long to begin (Linköping, 2025). */
    private static final Duration SILENCE = Duration.ofHours(1);

    /** Before there was anything: a question that costs Libris little. */
    private static final Window NOTHING = new Window(null, Instant.EPOCH);

    private Path file;

    private String deleted = "";

    private String virtualDelete = "";

    /** Said already, and not to be said at every run. */
    private volatile List<String> warned = List.of();

    /** The file with the export profile, in the form of Java properties. */
    public void setProfile(String file) {
        this.file = Path.of(file);
    }

    /** What of deleted bibs: {@code ignore}, {@code export} or {@code append}; empty as the profile says. */
    public void setDeleted(String deleted) {
        this.deleted = oneOf("deleted", deleted, Set.of("", "ignore", "export", "append"));
    }

    /** Whether a bib that the library no longer holds counts as deleted; empty as the profile says. */
    public void setVirtualDelete(String virtualDelete) {
        this.virtualDelete = oneOf("virtualDelete", virtualDelete, Set.of("", "true", "false"));
    }

    private static String oneOf(String name, String value, Set<String> allowed) {
        String given = value == null ? "" : value.strip();
        if (!allowed.contains(given)) {
            throw new UserError(name + "=" + given + " of libris-marc-export-source: write "
                    + String.join(
                            ", ",
                            allowed.stream()
                                    .filter(each -> !each.isEmpty())
                                    .sorted()
                                    .toList())
                    + ", or nothing for what the profile says");
        }
        return given;
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    @Override
    public Session open(CamelContext context, Settings settings) {
        return new Asking(context, settings);
    }

    /** One run with these parameters. */
    private final class Asking implements Session {
        private URI base;
        private ExportProfile profile;
        private MarcExportReader reader;

        Asking(CamelContext context, Settings settings) {
            // With the slash at the end: without it Libris's front server redirects.
            base = URI.create(settings.address(Key.LIBRIS_BASE_URL) + "/api/marc_export/");
            profile = new ExportProfile(file);
            reader = new MarcExportReader(profile.format(), profile.charset());
            if (!profile.warnings().equals(warned)) {
                warned = profile.warnings();
                warned.forEach(LOG::warn);
            }
        }

        @Override
        public String source() {
            String locations = URLEncoder.encode(profile.locations(), StandardCharsets.UTF_8)
                    .replace("+", "%20");
            return base + "?locations=" + locations + "&format=" + profile.format() + options();
        }

        /** Libris answers 500 to a parameter without a value. */
        private String options() {
            return (deleted.isEmpty() ? "" : "&deleted=" + deleted)
                    + (virtualDelete.isEmpty() ? "" : "&virtualDelete=" + virtualDelete);
        }

        @Override
        public Request identify() {
            return first(NOTHING);
        }

        /** A second more at both ends: Libris cuts them to whole seconds, each in its own way. */
        @Override
        public Request first(Window window) {
            Instant from = window.from() == null ? Instant.EPOCH : window.from().minusSeconds(1);
            // Libris takes the query apart without decoding it: colons and Z must stand as they are.
            URI address = URI.create(base + "?from=" + seconds(from) + "&until="
                    + seconds(window.until().plusSeconds(1)) + options());
            return Request.post(address, "text/plain", profile.body()).withSilence(SILENCE);
        }

        @Override
        public Request next(Window window, String cursor) {
            throw new IllegalStateException("an export has one answer");
        }

        @Override
        public boolean provable() {
            return false;
        }

        private boolean isListed() {
            return deleted.equals("append");
        }

        @Override
        public Splitter<Piece> split(Response answer) throws SourceFailure {
            if (answer.looksLikeHtml()) {
                throw SourceFailure.notWhole(answer, null);
            }
            return new MarcExportSplitter(
                    answer.open(), answer.largestRecord(), profile.format(), profile.charset(), isListed());
        }

        @Override
        public Page read(Window window, String cursor, Pieces pieces) {
            return new Page(pieces, null);
        }

        @Override
        public LibraryRecord record(Piece piece) throws UnreadableRecord {
            return reader.read(piece);
        }

        @Override
        public String mediaType() {
            return profile.format().mediaType();
        }

        @Override
        public String subject(Piece unreadable) {
            return MarcExportReader.subject(unreadable);
        }
    }
}
