package org.bokbuss.state;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A process, so that its lease is distinguished from that of a dead one.
 *
 * <p>The start time stands beside the process number since numbers are given out again, in a container always the same.
 */
record LeaseOwner(String host, long pid, String started) {
    private static final Duration CLOCK_SET = Duration.ofSeconds(1);
    private static final LeaseOwner SELF = of(ProcessHandle.current());

    static LeaseOwner self() {
        return SELF;
    }

    static Optional<LeaseOwner> parse(String text) {
        String[] parts = text == null ? new String[0] : text.split(" ", 3);
        try {
            return parts.length < 3
                    ? Optional.empty()
                    : Optional.of(new LeaseOwner(parts[0], Long.parseLong(parts[1]), parts[2]));
        } catch (NumberFormatException notOurs) {
            return Optional.empty();
        }
    }

    /** True if this process ran on this host and does so no longer: its lease need not be waited for. */
    boolean surelyDead() {
        return host.equals(SELF.host)
                && ProcessHandle.of(pid)
                        .filter(alive -> sameStart(of(alive).started, started))
                        .isEmpty();
    }

    /** Linux reckons a start from when the machine started, which moves a little each time its clock is set. */
    private static boolean sameStart(String one, String other) {
        try {
            return Duration.between(Instant.parse(one), Instant.parse(other))
                            .abs()
                            .compareTo(CLOCK_SET)
                    <= 0;
        } catch (DateTimeException unknown) {
            return one.equals(other);
        }
    }

    @Override
    public String toString() {
        return host + " " + pid + " " + started;
    }

    static LeaseOwner of(ProcessHandle process) {
        String started = process.info().startInstant().map(Instant::toString).orElse("-");
        return new LeaseOwner(hostName(), process.pid(), started);
    }

    /** The machine, and in it the container: process numbers of one say nothing of another's. */
    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName().replace(' ', '-') + processNamespace();
        } catch (UnknownHostException e) {
            // A name that no other machine has: nobody is taken for dead by mistake.
            return UUID.randomUUID().toString();
        }
    }

    /** Linux tells containers apart by it; elsewhere there is none. */
    private static String processNamespace() {
        try {
            return "/"
                    + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"))
                            .toString()
                            .replaceAll("\\D", "");
        } catch (IOException | RuntimeException none) {
            return "";
        }
    }
}
