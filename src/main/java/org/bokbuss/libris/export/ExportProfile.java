package org.bokbuss.libris.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bokbuss.config.UserError;

/**
 * What a library wants of the MARC export: a file in the form of Java properties, in UTF-8, that is posted to Libris.
 *
 * <p>Libris says nothing of a profile that cannot bring what was meant: it sends an empty answer, or bibs without
 * holdings. Such a profile is refused here; what Libris skips is named in {@link #warnings()}.
 *
 * @see <a href="https://github.com/libris/librisxl">Libris XL, marc_export: ExportProfile, ProfileExport</a>
 */
final class ExportProfile {
    /** What Libris reads of a profile. */
    private static final Set<String> READ = Set.of(
            "name",
            "status",
            "locations",
            "format",
            "characterencoding",
            "composestrategy",
            "holdtype",
            "authtype",
            "bibcreate",
            "bibupdate",
            "bibdelete",
            "authcreate",
            "authupdate",
            "authdelete",
            "holdcreate",
            "holdupdate",
            "holddelete",
            "biboperators",
            "authoperators",
            "holdoperators",
            "f003",
            "extrafields",
            "isbn",
            "nameform",
            "lcsh",
            "addauthids",
            "addauthlinks",
            "sab",
            "generatedewey",
            "generatesab",
            "move0359",
            "move240to244",
            "move240to500",
            "issnIcFlavour",
            "add956images",
            "biblevel",
            "licensefilter",
            "efilter",
            "fictionfilter",
            "softdeleteholdings",
            "exportdeleted",
            "virtualdelete");

    /** What stands in its documentation, and in most profiles, to no effect. */
    private static final Pattern NEVER_READ =
            Pattern.compile("is[bs]n(de)?hyphenate|longname|(err)?contact|period|day_in_.*|month|year|ftp.*|post");

    private final Path file;
    private final Properties properties = new Properties();
    private final List<String> warnings = new ArrayList<>();

    /** How records come. */
    enum Format {
        MARCXML("application/marcxml+xml"),
        ISO2709("application/marc");

        private final String mediaType;

        Format(String mediaType) {
            this.mediaType = mediaType;
        }

        String mediaType() {
            return mediaType;
        }
    }

    /**
     * Reads a profile.
     *
     * @throws UserError if there is none, or if it could not bring anything useful
     */
    ExportProfile(Path file) {
        this.file = file;
        load();
        checkLocations();
        checkStatus();
        checkHoldings();
        format();
        charset();
        warn();
    }

    private void load() {
        try {
            properties.load(new StringReader(Files.readString(file, StandardCharsets.UTF_8)));
        } catch (CharacterCodingException e) {
            throw new UserError("the export profile " + file + " is not in UTF-8: save it so", e);
        } catch (IOException e) {
            throw new UserError(
                    "the export profile " + file + " cannot be read: put the file there, or name another one in the"
                            + " parameter profile",
                    e);
        } catch (IllegalArgumentException e) {
            throw new UserError(
                    "the export profile " + file + " holds a malformed \\uXXXX: write \\\\ for a backslash", e);
        }
    }

    private void checkLocations() {
        if (locations().isEmpty()) {
            throw mistake("locations", "Libris would answer with nothing; write the sigels, with spaces between them");
        }
        if (locations().contains(",")) {
            throw mistake(
                    "locations",
                    "Libris takes a comma for a part of a sigel and would answer with nothing; write spaces");
        }
    }

    private void checkStatus() {
        if (!isOn("status", true)) {
            throw mistake("status", "Libris would answer with nothing; take the line away");
        }
    }

    private void checkHoldings() {
        if (!Set.of("interleaved", "after", "none").contains(get("holdtype", "interleaved"))) {
            throw mistake("holdtype", "Libris would leave the holdings out; write interleaved, after or none");
        }
    }

    private UserError mistake(String name, String sentence) {
        return new UserError("the export profile " + file + " has " + name + "=" + get(name, "") + ": " + sentence);
    }

    private void warn() {
        warn(
                properties.stringPropertyNames().stream()
                        .filter(name -> NEVER_READ.matcher(name).matches())
                        .collect(Collectors.toSet()),
                "never read by Libris, whatever its documentation says (for hyphens write isbn=hyphenate)");
        warn(
                properties.stringPropertyNames().stream()
                        .filter(name -> !READ.contains(name)
                                && !NEVER_READ.matcher(name).matches())
                        .collect(Collectors.toSet()),
                "unknown to Libris");
        if (!isOn("holddelete", true)) {
            warn(Set.of("holddelete"), "off: a bib that the library no longer holds is not reported");
        }
        if (isOn("virtualdelete", false) && List.of(locations().split(" ")).contains("*")) {
            warn(Set.of("virtualdelete"), "without effect where locations is *");
        }
    }

    private void warn(Set<String> names, String what) {
        if (!names.isEmpty()) {
            warnings.add("in the export profile " + file + ": "
                    + names.stream().sorted().collect(Collectors.joining(", ")) + (names.size() == 1 ? " is " : " are ")
                    + what);
        }
    }

    /** What has no effect, or not the one that may be meant: a sentence each, with the file and the properties. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    private String get(String name, String otherwise) {
        return properties.getProperty(name, otherwise).strip();
    }

    private boolean isOn(String name, boolean otherwise) {
        return get(name, otherwise ? "on" : "off").equalsIgnoreCase("on");
    }

    /** The sigels, or {@code *}, with a space between them. */
    String locations() {
        return get("locations", "").replaceAll("\\s+", " ");
    }

    Format format() {
        try {
            return Format.valueOf(get("format", "ISO2709").toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw mistake("format", "write MARCXML or ISO2709");
        }
    }

    /** What the text of records is in; MARCXML says so itself. */
    Charset charset() {
        String name = get("characterencoding", "UTF-8");
        try {
            Charset charset = name.equals("Latin1Strip") ? StandardCharsets.ISO_8859_1 : Charset.forName(name);
            if (!"S\u001D".equals(new String("S\u001D".getBytes(StandardCharsets.US_ASCII), charset))) {
                throw mistake("characterencoding", "records in it cannot be told apart; write UTF-8");
            }
            return charset;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw mistake("characterencoding", "there is no such encoding; write UTF-8");
        }
    }

    /** Whether deleted records come where the request does not say. */
    boolean exportsDeleted() {
        return isOn("exportdeleted", false);
    }

    /** As Libris takes it: without comments, and in ASCII, so that no charset can be mistaken for another. */
    byte[] body() {
        Properties sent = new Properties();
        sent.putAll(properties);
        sent.setProperty("locations", locations());
        sent.setProperty("format", format().name());
        var out = new ByteArrayOutputStream();
        try {
            sent.store(out, null);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return out.toString(StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .sorted()
                .collect(Collectors.joining("\n", "", "\n"))
                .getBytes(StandardCharsets.US_ASCII);
    }
}
