package org.bokbuss.harvest;

import java.util.List;
import org.bokbuss.fetch.Answer;
import org.bokbuss.fetch.Failure;
import org.bokbuss.fetch.Request;
import org.bokbuss.state.Confirmation;

/** All who watch a run. */
record Witnesses(List<Witness> all) implements Witness {
    @Override
    public void began() {
        all.forEach(Witness::began);
    }

    @Override
    public void asked(Request request) {
        all.forEach(each -> each.asked(request));
    }

    @Override
    public void answered(Answer answer) {
        all.forEach(each -> each.answered(answer));
    }

    @Override
    public void unanswered(Throwable cause) {
        all.forEach(each -> each.unanswered(cause));
    }

    @Override
    public void askingAgain(Failure failure) {
        all.forEach(each -> each.askingAgain(failure));
    }

    @Override
    public void delivering() {
        all.forEach(Witness::delivering);
    }

    @Override
    public void confirmed(Confirmation done) {
        all.forEach(each -> each.confirmed(done));
    }

    @Override
    public void ended(Outcome outcome) {
        all.forEach(each -> each.ended(outcome));
    }
}
