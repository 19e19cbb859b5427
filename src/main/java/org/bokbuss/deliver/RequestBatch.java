package org.bokbuss.deliver;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bokbuss.config.UserError;

/**
 * Records that go to a receiver together. Sent until it is known of each what becomes of it: what is refused as a whole is
 * halved down to the record at fault.
 */
final class RequestBatch {
    /** An error of the receiver's own (500) may lie with the record: it is not tried as often as an outage is. */
    private static final int MOST_TROUBLES = 3;

    private final Receiver receiver;
    private final Fence fence;
    private final Deque<Portion> portions = new ArrayDeque<>();
    private final Set<RequestItem> unsettled = new LinkedHashSet<>();

    /** @param failures how often it was tried in vain */
    private record Portion(List<RequestItem> items, int failures) {
        RequestItem first() {
            return items.get(0);
        }
    }

    RequestBatch(Receiver receiver, Collection<RequestItem> items, Fence fence) {
        this.receiver = receiver;
        this.fence = fence;
        this.unsettled.addAll(items);
        this.portions.push(new Portion(List.copyOf(items), 0));
    }

    /** Tells each record what became of it. @return what stops the run; null if nothing does */
    Throwable send() {
        try {
            while (!portions.isEmpty()) {
                receiver.waiting().stopIfAsked();
                fence.check();
                Portion next = portions.pop();
                settle(next, receiver.send(next.items()));
            }
            return null;
        } catch (RuntimeException | Error stop) {
            unsettled.forEach(item -> item.done().accept(stop));
            return stop;
        }
    }

    private void settle(Portion portion, Receiver.Answer answer) {
        int status = answer.status();
        boolean alone = portion.items().size() == 1;
        if (status < 300
                && receiver.terms().answers() != null
                && !portion.first().isRemoval()) {
            settleEach(portion, answer);
        } else if (status == 207) {
            throw new UserError("record-http-sink: " + answer.sentence()
                    + "; it says of each record what became of it: set answers");
        } else if (status < 300 || alone && isGone(portion.first(), status)) {
            portion.items().forEach(this::taken);
        } else if (isOfTheWay(portion.first(), status)) {
            throw stop(answer.sentence());
        } else if (status == 500 && portion.failures() + 1 < MOST_TROUBLES) {
            retry(portion, answer.sentence());
        } else if (alone) {
            refused(portion.first(), answer.sentence(), status == 500);
        } else {
            halve(portion);
        }
    }

    private void settleEach(Portion portion, Receiver.Answer answer) {
        List<RequestItem> items = portion.items();
        Optional<List<ItemAnswers.Entry>> entries;
        try {
            entries = receiver.terms()
                    .answers()
                    .of(answer.said(), items.stream().map(RequestItem::subject).toList());
        } catch (RuntimeException unreadable) {
            retry(portion, answer.sentence() + ", where answers expects to find what became of each record");
            return;
        }
        if (entries.isEmpty()) {
            if (items.size() == 1) {
                refused(portion.first(), answer.sentence(), false);
            } else {
                halve(portion);
            }
            return;
        }
        List<RequestItem> again = new ArrayList<>();
        String why = "";
        for (int i = 0; i < items.size(); i++) {
            RequestItem item = items.get(i);
            ItemAnswers.Entry entry = entries.get().get(i);
            String sentence = answer.sentence(entry.status(), entry.error());
            if (!entry.isRefusal() || isGone(item, entry.status())) {
                taken(item);
            } else if (isOfTheWay(item, entry.status()) || entry.status() == 401) {
                throw stop(sentence);
            } else if (isPassing(entry.status()) || entry.status() == 500 && portion.failures() + 1 < MOST_TROUBLES) {
                again.add(item);
                why = sentence;
            } else {
                refused(item, sentence, entry.status() == 500);
            }
        }
        if (!again.isEmpty()) {
            retry(new Portion(again, portion.failures()), why);
        }
    }

    /** What was to be deleted is not there. */
    private static boolean isGone(RequestItem item, int status) {
        return item.event().isDeletion() && (status == 404 || status == 410);
    }

    /** Whether every record would fare so. */
    private boolean isOfTheWay(RequestItem item, int status) {
        return switch (status) {
            case 402, 403, 405, 406, 411, 415 -> true;
            case 404, 410 -> !receiver.terms().ofTheRecord() && !item.isRemoval();
            default -> false;
        };
    }

    private static boolean isPassing(int status) {
        return status == 408 || status == 425 || status == 429 || status > 500;
    }

    private static SinkUnavailable stop(String sentence) {
        return new SinkUnavailable("record-http-sink: " + sentence + "; check url, method, body, headers and login");
    }

    private void retry(Portion portion, String why) {
        int failures = portion.failures() + 1;
        if (!receiver.retries().permits(failures)) {
            throw new SinkUnavailable("record-http-sink: " + why);
        }
        receiver.waiting().pause(receiver.retries().delay(failures), why);
        portions.push(new Portion(portion.items(), failures));
    }

    /** The first half goes first. */
    private void halve(Portion portion) {
        List<RequestItem> items = portion.items();
        int middle = items.size() / 2;
        Stream.of(items.subList(middle, items.size()), items.subList(0, middle))
                .map(half -> new Portion(half, portion.failures()))
                .forEach(portions::push);
    }

    private void taken(RequestItem item) {
        receiver.hasTaken();
        settled(item, null);
    }

    private void refused(RequestItem item, String sentence, boolean trouble) {
        receiver.hasRefused(sentence, trouble);
        settled(item, new RecordRejected(sentence));
    }

    private void settled(RequestItem item, Throwable cause) {
        unsettled.remove(item);
        item.done().accept(cause);
    }
}
