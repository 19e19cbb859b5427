package org.bokbuss.harvest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.bokbuss.deliver.Barrier;
import org.bokbuss.deliver.Fence;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.state.ChunkCommit;
import org.bokbuss.state.QuarantinedRecord;
import org.bokbuss.state.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Pages of a source over HTTP, read to their end as a run does, with a state in SQLite. */
abstract class PagesTest {
    static final String PIPELINE = "p";

    @TempDir
    Path folder;

    final CamelContext context = new DefaultCamelContext();
    Pipelines pipelines;
    State state;
    RunLease lease;
    ScriptedSource source;
    PageFetcher fetcher;

    @BeforeEach
    void start() {
        Properties settings = new Properties();
        settings.put("state.url", "jdbc:sqlite:" + folder.resolve("bokbuss.db"));
        settings.put("state.spool", folder.resolve("spool").toString());
        settings.put("http.retry.max-attempts", "1");
        context.getPropertiesComponent().setInitialProperties(settings);
        context.start();
        pipelines = Pipelines.of(context);
        state = pipelines.state();
        lease = new RunLease(state.leases(), PIPELINE, RunRequest.live());
        lease.acquire();
    }

    @AfterEach
    void stop() {
        if (fetcher != null) {
            fetcher.close();
        }
        context.stop();
        if (source != null) {
            source.close();
        }
    }

    void source(Function<String, String> answers) throws Exception {
        source = new ScriptedSource(answers);
        fetcher = new PageFetcher(pipelines, source, new RunListener() {}, new PageFetcher.Pauses() {
            @Override
            public void pausing(SourceFailure failure, Duration pause) {
                // Nothing is asked twice.
            }

            @Override
            public void over() {
                // Nobody watches.
            }
        });
    }

    /** Reads the page there is to its end, as if all its good records had been delivered, and confirms it. */
    List<String> deliver(Pages pages) throws Exception {
        pages.fetch();
        Chunk chunk = new Chunk(new Barrier("w", 1, Fence.NONE), 0);
        List<String> subjects = new ArrayList<>();
        for (FingerprintedRecord record = pages.page().next();
                record != null;
                record = pages.page().next()) {
            LibraryRecord read = record.record();
            if (read.fault() == null) {
                subjects.add(read.subject());
                chunk.handedOver();
                chunk.landed(record, null, false);
            } else {
                chunk.setAside(record, quarantined(read.subject(), read.raw(), read.fault()));
            }
        }
        chunk.markLastOfPage();
        ChunkCommit done = pages.commit(chunk);
        if (pages.row() != null) {
            state.confirm(lease.lease(), pages.row(), state.positions().number(PIPELINE), done);
        }
        return subjects;
    }

    /** All pages from the first to the last. */
    List<String> deliverAll(Pages pages) throws Exception {
        List<String> subjects = new ArrayList<>();
        assertThat(pages.begin(lease.lease())).isTrue();
        do {
            subjects.addAll(deliver(pages));
        } while (pages.turn());
        return subjects;
    }

    static QuarantinedRecord quarantined(String subject, byte[] bytes, String cause) {
        return new QuarantinedRecord(0, PIPELINE, null, subject, cause, "GET x", 0, "text/plain", bytes);
    }
}
