package team;

import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.bokbuss.tables.Steps;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** What becomes of records on whatever way a team's steps take, in Spring Boot. */
@Tag("long")
class StepsTest {
    /** The team's application. */
    @SpringBootApplication
    static class Application {}

    @TempDir
    Path folder;

    @Test
    void eachRecordIsAccountedFor() throws Exception {
        Map<String, String> found;
        try (Steps steps = new Steps(folder);
                var application = new SpringApplication(Application.class)
                        .run(steps.settings().entrySet().stream()
                                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                                .toArray(String[]::new))) {
            found = steps.in(application.getBean(CamelContext.class));
        }
        Steps.compare("Spring Boot 3.5", found);
    }
}
