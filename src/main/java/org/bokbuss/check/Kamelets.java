package org.bokbuss.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The kamelets that routes may name: those in a local folder, then those in {@code kamelets/} on the class path, as
 * {@code camel.component.kamelet.location=file:kamelets,classpath:kamelets} finds them. Definitions are read when first
 * asked for. Not for use by several threads.
 */
public final class Kamelets {

    private static final String FOLDER = "kamelets";
    private static final String SUFFIX = ".kamelet.yaml";

    private final Map<String, Origin> origins = new TreeMap<>();
    private final Map<String, YamlFile> read = new HashMap<>();

    /** The kamelets on the class path only. */
    public Kamelets(ClassLoader loader) {
        try {
            for (URL url : Collections.list(loader.getResources(FOLDER))) {
                for (String name : namesIn(url)) {
                    String resource = FOLDER + "/" + name + SUFFIX;
                    origins.putIfAbsent(
                            name, new Origin(Path.of(resource), () -> loader.getResourceAsStream(resource)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list the kamelets on the class path", e);
        }
    }

    /** The kamelets of a folder, before those on the class path; a folder that is not there holds none. */
    public Kamelets(ClassLoader loader, Path folder) {
        this(loader);
        if (Files.isDirectory(folder)) {
            for (String name : namesIn(folder)) {
                Path file = folder.resolve(name + SUFFIX);
                origins.put(name, new Origin(file, () -> Files.newInputStream(file)));
            }
        }
    }

    /** The names of all, sorted. */
    public SortedSet<String> names() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(origins.keySet()));
    }

    /** A kamelet by its name; none when there is no such file, or when it is not YAML (see {@link #file}). */
    public Optional<Kamelet> find(String name) {
        return file(name).flatMap(YamlFile::root).map(root -> Kamelet.of(name, root));
    }

    /** The file of a kamelet, which may be unreadable. */
    Optional<YamlFile> file(String name) {
        return Optional.ofNullable(origins.get(name))
                .map(origin -> read.computeIfAbsent(name, unread -> YamlFile.read(origin.file(), origin.source())));
    }

    private record Origin(Path file, YamlFile.Source source) {}

    private static SortedSet<String> namesIn(URL url) throws IOException {
        if (url.getProtocol().equals("file")) {
            try {
                return namesIn(Path.of(url.toURI()));
            } catch (URISyntaxException e) {
                throw new IOException(e);
            }
        }
        URLConnection connection = url.openConnection();
        if (!(connection instanceof JarURLConnection jar)) {
            return Collections.emptySortedSet();
        }
        // Not from the cache: closing a shared jar would take it from the class loader.
        jar.setUseCaches(false);
        try (JarFile file = jar.getJarFile()) {
            return names(file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith(FOLDER + "/"))
                    .map(name -> name.substring(FOLDER.length() + 1)));
        }
    }

    private static SortedSet<String> namesIn(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return names(files.map(file -> file.getFileName().toString()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + folder, e);
        }
    }

    private static SortedSet<String> names(Stream<String> files) {
        SortedSet<String> names = new TreeSet<>();
        files.filter(file -> file.endsWith(SUFFIX) && file.indexOf('/') < 0)
                .forEach(file -> names.add(file.substring(0, file.length() - SUFFIX.length())));
        return names;
    }
}
