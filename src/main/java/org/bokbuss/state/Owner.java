package org.bokbuss.state;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;

/**
 * A process, so that its lease can be told from that of a dead one.
 *
 * <p>The start time stands beside the process number since numbers are given out again, in a container always the same.
 */
record Owner(String host, long pid, String started) {
    private static final Owner SELF = describe(ProcessHandle.current());

    static Owner self() {
        return SELF;
    }

    static Optional<Owner> parse(String text) {
        String[] parts = text == null ? new String[0] : text.split(" ", 3);
        try {
            return parts.length < 3
                    ? Optional.empty()
                    : Optional.of(new Owner(parts[0], Long.parseLong(parts[1]), parts[2]));
        } catch (NumberFormatException notOurs) {
            return Optional.empty();
        }
    }

    /** True if this process ran on this host and does so no longer: its lease need not be waited for. */
    boolean surelyDead() {
        return host.equals(SELF.host)
                && ProcessHandle.of(pid)
                        .filter(alive -> describe(alive).started.equals(started))
                        .isEmpty();
    }

    @Override
    public String toString() {
        return host + " " + pid + " " + started;
    }

    private static Owner describe(ProcessHandle process) {
        String started = process.info().startInstant().map(Instant::toString).orElse("-");
        return new Owner(hostName(), process.pid(), started);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName().replace(' ', '-');
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
