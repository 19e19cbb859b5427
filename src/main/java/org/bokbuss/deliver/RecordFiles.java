package org.bokbuss.deliver;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.bokbuss.config.UserError;

/** The sink behind {@code record-file-sink}: a chunk of records becomes a file, whole or not at all. */
public final class RecordFiles {
    private Path directory;
    private Format format = Format.CLOUDEVENTS;
    private String pipeline = "";
    private final Set<String> swept = new HashSet<>();

    /** How records are laid out in files. */
    enum Format {
        CLOUDEVENTS {
            @Override
            Sheet open(Path directory, String name) {
                return new EventFile(directory, name + ".ndjson");
            }
        },
        MARCXML {
            @Override
            Sheet open(Path directory, String name) {
                return new MarcXmlFile(directory, name);
            }
        },
        MARC {
            @Override
            Sheet open(Path directory, String name) {
                return new MarcFile(directory, name);
            }
        },
        SINGLE {
            @Override
            Sheet open(Path directory, String name) {
                return new SingleFiles(directory, name);
            }
        };

        abstract Sheet open(Path directory, String name);
    }

    /** A file, or files, being written. */
    interface Sheet extends StagedOutput {
        void add(CloudEvent event) throws IOException;
    }

    public void setDirectory(String directory) {
        this.directory = Path.of(directory);
    }

    public void setFormat(String format) {
        try {
            this.format = Format.valueOf(format.toUpperCase(java.util.Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new UserError(
                    "format=" + format + " of record-file-sink: write cloudevents, marcxml, marc or single", e);
        }
    }

    /** Names the files where the route has no source. */
    public void setPipeline(String pipeline) {
        this.pipeline = pipeline == null ? "" : pipeline;
    }

    public String getPipeline() {
        return pipeline;
    }

    /** Takes a record; it is durable when its chunk is confirmed, or at once where there is no chunk. */
    public void write(Exchange exchange) throws IOException, InvalidPayloadException {
        CloudEvent event = CloudEvent.of(exchange.getMessage(), "record-file-sink");
        Barrier barrier = exchange.getProperty(Barrier.PROPERTY, Barrier.class);
        if (barrier != null) {
            PendingDelivery pending = exchange.getProperty(PendingDelivery.PROPERTY, PendingDelivery.class);
            if (pending == null) {
                take(event, barrier);
            } else if (!pending.isTaken(this, event)) {
                take(event, barrier);
                pending.taken(this, event);
            }
            return;
        }
        Barrier own = new Barrier(ownName(), 1, Fence.NONE);
        try {
            add(event, own);
            own.settle();
        } catch (IOException | RuntimeException e) {
            own.discard();
            throw e;
        }
    }

    private void take(CloudEvent event, Barrier barrier) throws IOException {
        sweep(barrier);
        add(event, barrier);
    }

    private void sweep(Barrier barrier) throws IOException {
        synchronized (swept) {
            if (!swept.contains(barrier.window())) {
                makeDirectory();
                AtomicFile.sweep(directory, barrier);
                swept.add(barrier.window());
            }
        }
    }

    private void add(CloudEvent event, Barrier barrier) throws IOException {
        Sheet sheet = barrier.handover(this, Sheet.class, () -> {
            makeDirectory();
            return format.open(directory, barrier.name());
        });
        synchronized (sheet) {
            sheet.add(event);
        }
    }

    private String ownName() {
        String name = pipeline.isEmpty() ? "records" : FileNames.clean(pipeline);
        return name + "-" + Instant.now().toString().replaceAll("[-:]|\\..*", "") + "Z-" + UUID.randomUUID();
    }

    private void makeDirectory() {
        if (Files.isDirectory(directory) && Files.isWritable(directory)) {
            return;
        }
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UserError(
                    "directory=" + directory + " of record-file-sink cannot be made: "
                            + (e instanceof FileAlreadyExistsException ? "a file is in its place, " : "")
                            + e.getMessage(),
                    e);
        }
        if (!Files.isWritable(directory)) {
            throw new UserError("directory=" + directory
                    + " of record-file-sink is not writable; change its rights or the parameter");
        }
    }
}
