package org.bokbuss.harvest;

import java.util.List;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.bokbuss.state.ChunkCommit;

/** All who watch a run. */
record RunListeners(List<RunListener> all) implements RunListener {
    @Override
    public void began() {
        all.forEach(RunListener::began);
    }

    @Override
    public void asked(Request request) {
        all.forEach(each -> each.asked(request));
    }

    @Override
    public void answered(Response answer) {
        all.forEach(each -> each.answered(answer));
    }

    @Override
    public void unanswered(Throwable cause) {
        all.forEach(each -> each.unanswered(cause));
    }

    @Override
    public void askingAgain(SourceFailure failure) {
        all.forEach(each -> each.askingAgain(failure));
    }

    @Override
    public void delivering() {
        all.forEach(RunListener::delivering);
    }

    @Override
    public void confirmed(ChunkCommit done) {
        all.forEach(each -> each.confirmed(done));
    }

    @Override
    public void ended(Outcome outcome) {
        all.forEach(each -> each.ended(outcome));
    }
}
