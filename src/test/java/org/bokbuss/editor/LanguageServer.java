package org.bokbuss.editor;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.StreamSupport;

/** The language server that editors use for YAML, as a process of its own: what it marks, and what it offers. */
final class LanguageServer implements AutoCloseable {
    private static final String VERSION = "1.18.0";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private int requests;

    private LanguageServer(Path program) throws IOException {
        process = new ProcessBuilder("node", program.toString(), "--stdio")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Skips the test where Node.js is not there, or npm does not reach its registry. */
    static LanguageServer start() throws Exception {
        assumeTrue(answers("node", "--version"), "the language server needs Node.js, which is not on this machine");
        assumeTrue(answers("npm", "--version"), "npm, which brings the language server, is not on this machine");
        Path folder = Path.of("target", "yaml-language-server").toAbsolutePath();
        Path program = folder.resolve("node_modules/yaml-language-server/bin/yaml-language-server");
        if (!Files.exists(program)) {
            assumeTrue(
                    answers(
                            "npm",
                            "install",
                            "--silent",
                            "--no-audit",
                            "--no-fund",
                            "--prefix",
                            folder.toString(),
                            "yaml-language-server@" + VERSION),
                    "npm cannot bring the language server: its registry is not reached");
        }
        LanguageServer server = new LanguageServer(program);
        ObjectNode params = JSON.createObjectNode();
        params.putNull("processId").putNull("rootUri");
        params.putObject("capabilities").putObject("workspace").put("configuration", true);
        server.ask("initialize", params);
        server.tell("initialized", JSON.createObjectNode());
        return server;
    }

    private static boolean answers(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    /** Opens a file as an editor does. @return what is marked in it from above: line, counted from 1, and message */
    List<String> marks(Path file, String text) throws IOException {
        ObjectNode params = JSON.createObjectNode();
        params.putObject("textDocument")
                .put("uri", file.toUri().toString())
                .put("languageId", "yaml")
                .put("version", 1)
                .put("text", text);
        tell("textDocument/didOpen", params);
        while (true) {
            JsonNode message = read();
            if (message.path("method").asText().equals("textDocument/publishDiagnostics")
                    && message.at("/params/uri").asText().equals(file.toUri().toString())) {
                return StreamSupport.stream(message.at("/params/diagnostics").spliterator(), false)
                        .sorted(Comparator.comparingInt(
                                mark -> mark.at("/range/start/line").asInt()))
                        .map(mark -> mark.at("/range/start/line").asInt() + 1 + ": "
                                + mark.get("message").asText())
                        .toList();
            }
        }
    }

    /** What is offered at a place in an opened file: line and column counted from 1. */
    List<String> offers(Path file, int line, int column) throws IOException {
        ObjectNode params = JSON.createObjectNode();
        params.putObject("textDocument").put("uri", file.toUri().toString());
        params.putObject("position").put("line", line - 1).put("character", column - 1);
        JsonNode answer = ask("textDocument/completion", params);
        return StreamSupport.stream(answer.path("items").spliterator(), false)
                .map(item -> item.get("label").asText())
                .toList();
    }

    private JsonNode ask(String method, ObjectNode params) throws IOException {
        int id = ++requests;
        ObjectNode request = message().put("id", id).put("method", method);
        request.set("params", params);
        write(request);
        while (true) {
            JsonNode message = read();
            if (!message.has("method") && message.path("id").asInt() == id) {
                return message.path("result");
            }
        }
    }

    private void tell(String method, ObjectNode params) throws IOException {
        ObjectNode notice = message().put("method", method);
        notice.set("params", params);
        write(notice);
    }

    private static ObjectNode message() {
        return JSON.createObjectNode().put("jsonrpc", "2.0");
    }

    private void write(JsonNode message) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(message);
        process.getOutputStream()
                .write(("Content-Length: " + bytes.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().write(bytes);
        process.getOutputStream().flush();
    }

    /** The next message; what the server asks of the editor is answered on the way. */
    private JsonNode read() throws IOException {
        InputStream in = process.getInputStream();
        int length = 0;
        for (String head = line(in); !head.isEmpty(); head = line(in)) {
            if (head.startsWith("Content-Length: ")) {
                length = Integer.parseInt(head.substring("Content-Length: ".length()));
            }
        }
        JsonNode message = JSON.readTree(in.readNBytes(length));
        if (message.has("method") && message.has("id")) {
            ObjectNode answer = message();
            answer.set("id", message.get("id"));
            answer.set("result", settings(message));
            write(answer);
        }
        return message;
    }

    private static JsonNode settings(JsonNode request) {
        if (!request.get("method").asText().equals("workspace/configuration")) {
            return JSON.nullNode();
        }
        ArrayNode answers = JSON.createArrayNode();
        for (JsonNode item : request.at("/params/items")) {
            ObjectNode settings = answers.addObject();
            if (item.path("section").asText().equals("yaml")) {
                settings.put("validate", true).put("completion", true);
                settings.putObject("schemaStore").put("enable", false);
            }
        }
        return answers;
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the language server has ended");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.US_ASCII).stripTrailing();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
