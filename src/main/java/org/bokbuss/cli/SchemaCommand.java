package org.bokbuss.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.bokbuss.check.ConfigurationSchema;
import org.bokbuss.check.Kamelets;
import org.bokbuss.check.RouteSchema;
import org.bokbuss.config.UserError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code schema}: what may stand in the files, for editors. */
@Command(
        name = "schema",
        description = "Writes the JSON Schema of route files, with every kamelet's parameters, for editors.",
        mixinStandardHelpOptions = true)
final class SchemaCommand implements Callable<Integer> {
    @Mixin
    private Options options;

    @Option(names = "--output", paramLabel = "FILE", description = "Where to write it (default: print it)")
    private Path output;

    @Option(
            names = "--configuration",
            description = "That of the configuration, with the settings that the routes name, instead")
    private boolean configuration;

    @Override
    public Integer call() throws IOException {
        JsonNode schema = configuration
                ? new ConfigurationSchema(CamelRunner.routes(options).settings()).json()
                : new RouteSchema(new Kamelets(SchemaCommand.class.getClassLoader(), Path.of("kamelets"))).json();
        String text = new ObjectMapper().writeValueAsString(schema);
        if (output == null) {
            System.out.println(text);
        } else {
            write(text);
        }
        return ExitCode.COMPLETE.number();
    }

    private void write(String text) {
        try {
            if (output.getParent() != null) {
                Files.createDirectories(output.getParent());
            }
            Files.writeString(output, text);
        } catch (IOException e) {
            throw new UserError(output + " cannot be written: check the folder and its permissions", e);
        }
    }
}
