package org.bokbuss.cli;

/** A process without memory must not go on half alive: it is safe to start again. */
final class OutOfMemory {
    private OutOfMemory() {}

    /** From now on, in every thread whose errors nobody catches. */
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
    }

    /** Ends the process, if that is what was thrown: at once, since what is to be closed may need memory too. */
    static void end(Throwable thrown) {
        if (thrown instanceof OutOfMemoryError) {
            System.err.println("out of memory (" + thrown.getMessage()
                    + "), the position is kept: give Java more by -Xmx," + " or lower harvest.max-record");
            Runtime.getRuntime().halt(ExitCode.INCOMPLETE.number());
        }
    }
}
