package team;

import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.main.KameletMain;
import org.bokbuss.tables.Steps;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of records on whatever way a team's steps take, in what {@code camel run} starts. */
@Tag("long")
class StepsTest {
    @TempDir
    Path folder;

    @Test
    void eachRecordIsAccountedFor() throws Exception {
        Map<String, String> found;
        KameletMain main = new KameletMain("team");
        main.setDownload(false);
        try (Steps steps = new Steps(folder)) {
            steps.settings().forEach(main::addInitialProperty);
            main.start();
            found = steps.in(main.getCamelContext());
        } finally {
            main.stop();
        }
        Steps.compare("`KameletMain`", found);
    }
}
