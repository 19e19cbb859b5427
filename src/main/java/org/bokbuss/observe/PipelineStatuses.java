package org.bokbuss.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.harvest.Pipelines;
import org.bokbuss.harvest.Run;
import org.bokbuss.state.PipelineRow;

/**
 * How the pipelines of this process stand, by the state database: what another process has harvested counts too.
 *
 * <p>Many may look at once, and often: the database is asked once a second at most, and a failure is told to all who ask
 * in the seconds after it.
 */
final class PipelineStatuses {
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration AILING = Duration.ofSeconds(5);

    private final Pipelines harvests;
    private final Map<String, Duration> maxAges = new TreeMap<>();
    private final Instant began = Instant.now();
    private SortedMap<String, PipelineRow> rows;
    private RuntimeException failure;
    private Instant read = Instant.MIN;

    PipelineStatuses(Pipelines harvests, Settings settings, Collection<String> pipelines) {
        this.harvests = harvests;
        pipelines.forEach(name -> maxAges.put(name, settings.duration(name, "max-age", Key.HEALTH_MAX_AGE)));
    }

    Collection<String> pipelines() {
        return maxAges.keySet();
    }

    /** @throws RuntimeException if the state database does not answer */
    PipelineStatus of(String pipeline) {
        Instant now = Instant.now();
        PipelineRow row = rows(now).get(pipeline);
        Instant since = row.lastComplete() == null ? began : row.lastComplete();
        return new PipelineStatus(
                row, now, Duration.between(since, now), maxAges.get(pipeline), isAtWork(pipeline), waiting(pipeline));
    }

    /** @throws RuntimeException if the state database does not answer */
    void requireState() {
        rows(Instant.now());
    }

    /** @throws RuntimeException if the state database does not answer */
    List<PipelineStatus> all() {
        return maxAges.keySet().stream().map(this::of).toList();
    }

    /** Whether this process harvests it now; needs no database. */
    boolean isAtWork(String pipeline) {
        return harvests.running().stream().anyMatch(run -> run.pipeline().equals(pipeline) && run.isAtWork());
    }

    private String waiting(String pipeline) {
        return harvests.running().stream()
                .filter(run -> run.pipeline().equals(pipeline))
                .map(Run::waiting)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private synchronized SortedMap<String, PipelineRow> rows(Instant now) {
        if (now.isAfter(read.plus(failure == null ? FRESH : AILING))) {
            read();
        }
        if (failure != null) {
            throw failure;
        }
        return rows;
    }

    private void read() {
        try {
            SortedMap<String, PipelineRow> found = new TreeMap<>();
            maxAges.keySet()
                    .forEach(name -> found.put(name, new PipelineRow(name, null, null, null, null, 0, 0, null, false)));
            harvests.state().positions().all().forEach(row -> found.replace(row.name(), row));
            rows = found;
            failure = null;
        } catch (RuntimeException unavailable) {
            failure = unavailable;
        }
        read = Instant.now();
    }
}
