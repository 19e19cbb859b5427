package org.bokbuss.cli;

import org.bokbuss.observe.Logs;

/** A process without memory must not go on half alive: it is safe to start again. */
final class OutOfMemory {
    /** Causes may go round in a circle. */
    private static final int DEPTH = 50;

    private OutOfMemory() {}

    /** From now on: in every thread whose errors nobody catches, and where a library catches them and logs them alone. */
    static void watch() {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {
            end(thrown);
            if (before != null) {
                before.uncaughtException(thread, thrown);
            } else {
                thrown.printStackTrace();
            }
        });
        Logs.tellOfThrown(OutOfMemory::end);
    }

    /** Ends the process, if that is behind what was thrown: at once, since what is to be closed may need memory too. */
    static void end(Throwable thrown) {
        int depth = 0;
        for (Throwable cause = thrown; cause != null && depth < DEPTH; cause = cause.getCause(), depth++) {
            if (cause instanceof OutOfMemoryError) {
                System.err.println("out of memory (" + cause.getMessage()
                        + "), the position is kept: give Java more by -Xmx, or lower harvest.max-record");
                Runtime.getRuntime().halt(ExitCode.INCOMPLETE.number());
            }
        }
    }
}
