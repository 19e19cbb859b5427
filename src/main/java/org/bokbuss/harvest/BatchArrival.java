package org.bokbuss.harvest;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.camel.Exchange;
import org.bokbuss.deliver.CloudEvent;

/** Records that a step of the team's has put into one message: they arrive together or not at all. */
final class BatchArrival extends Arrival {
    private final Set<Arrival> members = new LinkedHashSet<>();
    private Exchange exchange;

    /** Takes one in. @param complete sends the batch on, incomplete as it may be */
    synchronized void add(Arrival member, Runnable complete) {
        if (members.add(member)) {
            member.hold();
            member.enters(complete);
        }
    }

    /** Waits for the exchange that the batch has become. */
    synchronized void become(Exchange now) {
        if (exchange != now) {
            exchange = now;
            waitFor(now);
        }
    }

    private synchronized List<Arrival> members() {
        return new ArrayList<>(members);
    }

    @Override
    void arrived(Throwable refusal) {
        members().forEach(member -> member.release(refusal));
    }

    @Override
    void enters(Runnable complete) {
        members().forEach(member -> member.enters(complete));
    }

    @Override
    public void gathers(Runnable complete) {
        members().forEach(member -> member.gathers(complete));
    }

    @Override
    public void leaves() {
        members().forEach(Arrival::leaves);
    }

    @Override
    public boolean isTaken(Object sink, CloudEvent event) {
        return members().stream().anyMatch(member -> member.isTaken(sink, event));
    }

    @Override
    void keepTaken(Object sink, CloudEvent event) {
        members().forEach(member -> member.keepTaken(sink, event));
    }

    @Override
    boolean isAlone() {
        return members().stream().anyMatch(Arrival::isAlone);
    }
}
