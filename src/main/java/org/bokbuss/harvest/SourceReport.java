package org.bokbuss.harvest;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.state.LedgerRow;
import org.bokbuss.state.PipelineRow;
import org.bokbuss.state.State;
import org.bokbuss.state.WindowKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@code explain} and {@code check} say of a pipeline's source. */
record SourceReport(Pipeline pipeline, Session session, WindowPlanner planner) {
    private static final Logger LOG = LoggerFactory.getLogger(SourceReport.class);

    static SourceReport of(Pipeline pipeline) {
        Session session = pipeline.open();
        return new SourceReport(pipeline, session, WindowPlanner.of(pipeline, session, RunRequest.live()));
    }

    /** What a run would ask first. Contacts nobody. */
    String plan() {
        String name = pipeline.getPipeline();
        State state = pipeline.pipelines().state();
        Optional<LedgerRow> unfinished = state.ledger().unfinished(name, WindowKind.LIVE);
        Window next = unfinished.map(planner::window).orElseGet(planner::plan);
        Request first = unfinished
                .map(LedgerRow::cursor)
                .map(at -> session.next(next, at))
                .orElseGet(() -> session.first(next));
        Instant position = state.positions().of(name).map(PipelineRow::position).orElse(null);
        return """
            source:        %s
            position:      %s
            next window:   %s%s
            first request: %s\
            """.formatted(
                        session.source(),
                        position == null ? "none yet" : position,
                        next,
                        unfinished.isPresent() ? " (begun, goes on)" : "",
                        first);
    }

    /** What the source answers. */
    String check() throws Exception {
        PageFetcher fetcher = new PageFetcher(pipeline.pipelines(), session, new RunListener() {}, pauses());
        String said = "";
        for (Request question : session.checks()) {
            try (Response answer = fetcher.answer(question, planner.plan())) {
                said = said.isEmpty() ? answers(answer) : said;
            }
        }
        return session.remark().isEmpty() ? said : said + "; " + session.remark();
    }

    private PageFetcher.Pauses pauses() {
        return new PageFetcher.Pauses() {
            @Override
            public void pausing(SourceFailure failure, Duration pause) {
                LOG.info("{}: {}; retrying", pipeline.getPipeline(), failure.getMessage());
            }

            @Override
            public void over() {
                // Nobody watches.
            }
        };
    }

    private static String answers(Response answer) {
        String clock = answer.serverTime() == null
                ? "it does not tell its time"
                : "its clock differs by %d s"
                        .formatted(Math.abs(Duration.between(answer.serverTime(), Instant.now())
                                .toSeconds()));
        return "%s answers; %s".formatted(answer.request().uri().getAuthority(), clock);
    }
}
