package org.bokbuss.kill;

import java.io.IOException;
import java.util.List;
import org.bokbuss.state.State;

/** A process that runs the pipeline {@code p}, and its folder, as on a machine of its own. */
record Node(PackagedProgram journey, Process process) {
    static Node take(PackagedProgram journey) throws IOException {
        return new Node(journey, journey.start("run", "p"));
    }

    boolean holds(State state) {
        return state.leases()
                .holder("p")
                .filter(owner -> owner.contains(" " + process.pid() + " "))
                .isPresent();
    }

    void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
    }

    List<Delivered> delivered() {
        return journey.files().stream()
                .flatMap(file -> Delivered.in(file).stream())
                .toList();
    }
}
