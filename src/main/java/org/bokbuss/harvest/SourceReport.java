package org.bokbuss.harvest;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.state.LedgerRow;
import org.bokbuss.state.PipelineRow;
import org.bokbuss.state.State;
import org.bokbuss.state.WindowKind;

/** What {@code explain} and {@code check} say of a pipeline's source. */
record SourceReport(String pipeline, Session session, WindowPlanner planner, State state) {
    /** What a run would ask first. Contacts nobody. */
    String plan() {
        Optional<LedgerRow> unfinished = state.ledger().unfinished(pipeline, WindowKind.LIVE);
        Window next = unfinished.map(planner::window).orElseGet(planner::plan);
        Request first = unfinished
                .map(LedgerRow::cursor)
                .map(at -> session.next(next, at))
                .orElseGet(() -> session.first(next));
        Instant position =
                state.positions().of(pipeline).map(PipelineRow::position).orElse(null);
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
    String check(PageFetcher fetcher) throws Exception {
        String said = "";
        for (Request question : session.checks()) {
            try (Response answer = fetcher.answer(question, planner.plan())) {
                said = said.isEmpty() ? answers(answer) : said;
            }
        }
        return session.remark().isEmpty() ? said : said + "; " + session.remark();
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
