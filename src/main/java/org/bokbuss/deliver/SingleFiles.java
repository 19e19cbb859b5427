package org.bokbuss.deliver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file per record, named by its id: the folder mirrors the source. A deletion takes the record's file away and leaves
 * its event as {@code ID.deleted.json}.
 */
final class SingleFiles implements RecordFiles.Sheet {
    /** All that {@link #extension} gives. */
    private static final List<String> EXTENSIONS = List.of(".jsonld", ".json", ".mrc", ".ttl", ".rdf", ".xml", ".dat");

    private final Path directory;
    private final String chunk;
    private final Map<String, AtomicFile> files = new LinkedHashMap<>();
    private final Map<String, List<Path>> outdated = new LinkedHashMap<>();

    SingleFiles(Path directory, String chunk) {
        this.directory = directory;
        this.chunk = chunk;
    }

    @Override
    public void add(CloudEvent event) throws IOException {
        String id = FileNames.clean(event.subject());
        Path deletion = directory.resolve(id + ".deleted.json");
        if (event.isDeletion()) {
            // An action may have changed the record's type, and leaves a deletion's as it was.
            List<Path> records = EXTENSIONS.stream()
                    .map(extension -> directory.resolve(id + extension))
                    .toList();
            put(id, deletion, records, CloudEventJson.of(event));
        } else {
            put(id, directory.resolve(id + extension(event.mediaType())), List.of(deletion), event.data());
        }
    }

    private void put(String id, Path file, List<Path> others, byte[] bytes) throws IOException {
        AtomicFile before = files.remove(id);
        if (before != null) {
            before.discard();
        }
        AtomicFile sheet = new AtomicFile(file, chunk + "-" + file.getFileName());
        files.put(id, sheet);
        outdated.put(id, others);
        sheet.out().write(bytes);
        sheet.out().flush();
    }

    @Override
    public void settle() throws IOException {
        for (AtomicFile file : files.values()) {
            file.publish();
        }
        for (List<Path> others : outdated.values()) {
            for (Path other : others) {
                Files.deleteIfExists(other);
            }
        }
        AtomicFile.syncFolder(directory);
        files.clear();
        outdated.clear();
    }

    @Override
    public void discard() {
        files.values().forEach(AtomicFile::discard);
        files.clear();
        outdated.clear();
    }

    private static String extension(String mediaType) {
        return switch (mediaType) {
            case "application/ld+json" -> ".jsonld";
            case "application/json" -> ".json";
            case "application/marc" -> ".mrc";
            case "text/turtle" -> ".ttl";
            case "application/rdf+xml" -> ".rdf";
            default -> mediaType.contains("xml") ? ".xml" : mediaType.endsWith("json") ? ".json" : ".dat";
        };
    }
}
