package org.bokbuss.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;
import org.bokbuss.config.PrintableText;
import org.bokbuss.config.Secrets;
import picocli.CommandLine;

/**
 * Standard output or error, as the commands write to it: line by line without secrets, and with nothing that would steer a
 * terminal. Whatever a source or a file holds passes here, so that no command has to remember it.
 */
final class Terminal extends PrintStream {
    private final PrintStream bare;

    private Terminal(PrintStream bare) {
        super(new Lines(bare), true, StandardCharsets.UTF_8);
        this.bare = bare;
    }

    /** What is written during the work goes through this. */
    static int during(IntSupplier work) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        System.setOut(new Terminal(bare(out)));
        System.setErr(new Terminal(bare(err)));
        try {
            return work.getAsInt();
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    /** How many characters a line has: as many as COLUMNS says, as the terminal has, or as one likes where there is none. */
    static int width() {
        String columns = System.getenv("COLUMNS");
        if (columns != null && columns.matches("[1-9]\\d{0,5}")) {
            return Integer.parseInt(columns);
        }
        return isThere()
                ? new CommandLine(new Bokbuss()).setUsageHelpAutoWidth(true).getUsageHelpWidth()
                : Integer.MAX_VALUE;
    }

    /** Whether a person reads what is written; what goes into a pipe or a file has no end of line but its own. */
    static boolean isThere() {
        return System.console() != null && System.getenv("TERM") != null;
    }

    /** For what is to arrive byte by byte, and for our own steering. */
    static PrintStream bare(PrintStream stream) {
        stream.flush();
        return stream instanceof Terminal terminal ? terminal.bare : stream;
    }

    private static final class Lines extends OutputStream {
        private final PrintStream bare;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Lines(PrintStream bare) {
            this.bare = bare;
        }

        @Override
        public synchronized void write(int b) {
            line.write(b);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            line.write(bytes, offset, length);
        }

        @Override
        public synchronized void flush() {
            String text = line.toString(StandardCharsets.UTF_8);
            line.reset();
            bare.print(PrintableText.lines(Secrets.mask(text)));
            bare.flush();
        }
    }
}
