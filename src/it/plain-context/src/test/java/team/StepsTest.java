package team;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;
import org.bokbuss.tables.Steps;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of records on whatever way a team's steps take, in a context of its own. */
@Tag("long")
class StepsTest {
    @TempDir
    Path folder;

    @Test
    void eachRecordIsAccountedFor() throws Exception {
        Map<String, String> found;
        try (Steps steps = new Steps(folder);
                DefaultCamelContext context = new DefaultCamelContext()) {
            Properties settings = new Properties();
            settings.putAll(steps.settings());
            context.getPropertiesComponent().setInitialProperties(settings);
            context.start();
            found = steps.in(context);
        }
        Steps.compare("plain `CamelContext`", found);
    }
}
