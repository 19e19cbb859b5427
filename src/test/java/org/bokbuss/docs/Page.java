package org.bokbuss.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A page of documentation, in Markdown: its blocks of code, its links, the anchors of its headings.
 *
 * @param prose its lines without the blocks, which are empty lines here, so that line numbers are kept
 */
record Page(Path file, List<Block> blocks, List<String> prose) {
    /** Languages whose blocks are run, unless they say why not. */
    static final Set<String> RUN = Set.of("sh", "yaml", "java", "properties");

    private static final Pattern LINK = Pattern.compile("\\[(?:[^\\]\\[]|\\[[^\\]]*])*]\\(([^)\\s]+)\\)");
    private static final Pattern INLINE_CODE = Pattern.compile("`[^`]*`");

    /**
     * What stands between two fences.
     *
     * @param mark what follows the language: {@code not run: REASON}, {@code file=PATH}, {@code from=PATH} or nothing
     * @param line of the opening fence, counted from 1
     */
    record Block(String language, String mark, int line, String text) {
        /** Whether it says why nobody runs it. */
        boolean isNotRun() {
            return mark.matches("not run: .{10,}");
        }

        /** The value of {@code file=} or {@code from=}; empty where it has none. */
        String named(String key) {
            return mark.startsWith(key + "=") ? mark.substring(key.length() + 1) : "";
        }

        boolean isRoute() {
            return language.equals("yaml") && text.replaceAll("(?m)^#.*\n", "").startsWith("- route:");
        }

        /** The ids of its routes. */
        List<String> routes() {
            return Pattern.compile("(?m)^    id: (\\S+)$")
                    .matcher(text)
                    .results()
                    .map(found -> found.group(1))
                    .toList();
        }
    }

    /** All pages of the project. */
    static List<Page> all() {
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            return Stream.concat(
                            Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
                                    .map(Path::of),
                            docs.filter(file -> file.toString().endsWith(".md")).sorted())
                    .map(Page::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Page read(Path file) {
        List<Block> blocks = new ArrayList<>();
        List<String> prose = new ArrayList<>();
        List<String> lines;
        try {
            lines = Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int opened = -1;
        for (int i = 0; i < lines.size(); i++) {
            boolean fence = lines.get(i).startsWith("```");
            if (fence && opened >= 0) {
                String[] info = lines.get(opened).substring("```".length()).split(" ", 2);
                blocks.add(new Block(
                        info[0],
                        info.length > 1 ? info[1].strip() : "",
                        opened + 1,
                        String.join("\n", lines.subList(opened + 1, i)) + "\n"));
                opened = -1;
            } else if (fence) {
                opened = i;
            }
            prose.add(fence || opened >= 0 ? "" : lines.get(i));
        }
        if (opened >= 0) {
            throw new IllegalStateException(file + ":" + (opened + 1) + " opens a block and does not close it");
        }
        return new Page(file, blocks, prose);
    }

    /** The targets of its links. */
    List<String> links() {
        return prose.stream()
                .flatMap(line -> LINK.matcher(line).results())
                .map(found -> found.group(1))
                .toList();
    }

    /** The anchors of its headings, as GitHub makes them. */
    Set<String> anchors() {
        return prose.stream()
                .filter(line -> line.matches("#{1,6} .+"))
                .map(line -> line.replaceFirst("^#+ ", "").strip().toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    /** Its words without code, a line each. */
    List<String> words() {
        return prose.stream()
                .map(line -> INLINE_CODE.matcher(line).replaceAll(" "))
                .toList();
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
