package org.bokbuss.cli;

import java.time.Instant;
import org.bokbuss.config.UserError;
import org.bokbuss.harvest.Pipeline;
import org.bokbuss.state.Lease;
import org.bokbuss.state.PipelineRow;
import org.bokbuss.state.State;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code position}: look at it, move it. */
@Command(
        name = "position",
        description = "Looks at a pipeline's position and moves it; the old one is kept in the ledger.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "show|set|reset")
final class PositionCommand implements Runnable {
    @picocli.CommandLine.Spec
    private picocli.CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new picocli.CommandLine.ParameterException(spec.commandLine(), "say show, set or reset");
    }

    @Command(name = "show", description = "Prints the position.", mixinStandardHelpOptions = true)
    int show(@Mixin Options options, @Parameters(paramLabel = "PIPELINE") String pipeline) {
        try (State state = options.state()) {
            PipelineRow row = state.positions()
                    .of(pipeline)
                    .orElseThrow(() -> new UserError("pipeline " + pipeline + " has not run yet: it has no position"));
            System.out.println(row.position() == null ? "the beginning" : row.position());
        }
        return ExitCode.COMPLETE.number();
    }

    @Command(name = "set", description = "Moves it to a time.", mixinStandardHelpOptions = true)
    int set(
            @Mixin Options options,
            @Parameters(paramLabel = "PIPELINE") String pipeline,
            @Parameters(paramLabel = "T", description = "2024-01-31 or RFC 3339") String time) {
        return move(options, pipeline, Pipeline.time("T", time));
    }

    @Command(
            name = "reset",
            description = "Moves it to the beginning: the next run starts at the pipeline's 'from'.",
            mixinStandardHelpOptions = true)
    int reset(@Mixin Options options, @Parameters(paramLabel = "PIPELINE") String pipeline) {
        return move(options, pipeline, null);
    }

    private static int move(Options options, String pipeline, Instant to) {
        try (State state = options.state()) {
            Lease lease = state.leases()
                    .acquire(pipeline)
                    .orElseThrow(() -> new UserError(pipeline + " is being harvested by another process ("
                            + state.leases().holder(pipeline).orElse("unknown") + "): stop it first"));
            try {
                state.positions().move(lease, pipeline, to);
            } finally {
                state.leases().release(lease);
            }
            System.out.println(pipeline + " now stands at " + (to == null ? "the beginning" : to));
            if (to != null && to.isAfter(Instant.now())) {
                System.err.println("warning: that lies in the future: until then nothing is harvested");
            }
        }
        return ExitCode.COMPLETE.number();
    }
}
