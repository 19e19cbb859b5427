package org.bokbuss.deliver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Message;

/**
 * A file per record, named by its id: the folder mirrors the source. A deletion takes the record's file away and leaves
 * its event as {@code ID.deleted.json}.
 */
final class SingleFiles implements RecordFiles.Sheet {
    private final Path directory;
    private final String portion;
    private final Map<String, AtomicFile> files = new LinkedHashMap<>();
    private final Map<String, Path> outdated = new LinkedHashMap<>();

    SingleFiles(Path directory, String portion) {
        this.directory = directory;
        this.portion = portion;
    }

    @Override
    public void add(Message message) throws IOException {
        String id = Names.clean(message.getHeader("CamelCloudEventSubject", message.getMessageId(), String.class));
        String mediaType = message.getHeader("CamelCloudEventDataContentType", "", String.class);
        Path record = directory.resolve(id + extension(mediaType));
        Path deletion = directory.resolve(id + ".deleted.json");
        if ("bokbuss.record.deleted".equals(message.getHeader("CamelCloudEventType"))) {
            put(id, deletion, record, CloudEventJson.of(message));
        } else {
            put(id, record, deletion, message.getBody(byte[].class));
        }
    }

    private void put(String id, Path file, Path other, byte[] bytes) throws IOException {
        AtomicFile before = files.remove(id);
        if (before != null) {
            before.discard();
        }
        AtomicFile sheet = new AtomicFile(file, portion + "-" + file.getFileName());
        files.put(id, sheet);
        outdated.put(id, other);
        sheet.out().write(bytes);
        sheet.out().flush();
    }

    @Override
    public void settle() throws IOException {
        for (AtomicFile file : files.values()) {
            file.publish();
        }
        for (Path other : outdated.values()) {
            Files.deleteIfExists(other);
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
