package org.bokbuss.receivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.mail.Header;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.bokbuss.sandbox.Sandbox;
import org.bokbuss.sandbox.catalogue.Entry;
import org.bokbuss.sandbox.catalogue.Kind;
import org.bokbuss.state.QuarantinedRecord;
import org.bokbuss.state.State;
import org.bokbuss.workspace.Program;
import org.bokbuss.workspace.Workspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shipped routes that end in other systems, each as it is shipped, against a real one of its kind. */
class ReadyPipelinesTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Sandbox libris;

    @BeforeEach
    void start() {
        libris = Sandbox.with().bibs(120).pageSize(25).start();
    }

    @AfterEach
    void close() {
        libris.close();
    }

    private Workspace trip(String pipeline) throws IOException {
        return new Workspace(folder, libris.baseUrl())
                .with(pipeline + ".enabled", "true")
                .with(pipeline + ".set", "bib")
                .file("routes/" + pipeline + ".camel.yaml", shipped(pipeline));
    }

    private static String shipped(String pipeline) throws IOException {
        return Files.readString(Path.of("routes", pipeline + ".camel.yaml"));
    }

    private static void once(Workspace trip, String pipeline) {
        Workspace.Result result = trip.run("once", pipeline);
        assertThat(result.exit()).as(result.err()).isZero();
    }

    private Set<String> bibs(Predicate<Entry> which) {
        return libris.catalogue()
                .entries()
                .filter(entry -> entry.kind() == Kind.BIB && which.test(entry))
                .map(Entry::uri)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Changes one, deletes one. @return that which was deleted */
    private String changeAndDelete() {
        List<String> some = List.copyOf(bibs(entry -> !entry.deleted()));
        libris.catalogue().update(some.get(0));
        Instant last = libris.catalogue().delete(some.get(1)).modified();
        // Windows end on whole seconds: a change is in one once its second is over.
        await().until(() -> Instant.now().truncatedTo(ChronoUnit.SECONDS).isAfter(last));
        return some.get(1);
    }

    @Test
    void aSearchEngineHasTheRecords() throws Exception {
        try (OpenSearch search = OpenSearch.start(Files.createDirectory(folder.resolve("search")))) {
            Workspace trip = trip("libris-search")
                    .with("libris-search.url", search.address() + "/libris/_bulk")
                    // It has no logins; that ours is shown, HttpSinkTest proves.
                    .with("libris-search.username", "bokbuss")
                    .with("libris-search.password", "a password");
            once(trip, "libris-search");
            assertThat(search.documents("libris").keySet()).isEqualTo(bibs(entry -> !entry.deleted()));
            String deleted = changeAndDelete();

            once(trip, "libris-search");

            assertThat(search.documents("libris").keySet())
                    .isEqualTo(bibs(entry -> !entry.deleted()))
                    .doesNotContain(deleted);
        }
    }

    @Test
    void aDatabaseHasTheRecords() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                Connection connection = postgres.getPostgresDatabase().getConnection()) {
            Workspace trip = trip("libris-postgresql")
                    .with("libris-postgresql.url", "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres")
                    .with("libris-postgresql.username", "postgres")
                    .with("libris-postgresql.password", "postgres");
            MatchResult table = Pattern.compile("CREATE TABLE .*;")
                    .matcher(shipped("libris-postgresql"))
                    .results()
                    .findFirst()
                    .orElseThrow();
            connection.createStatement().execute(table.group());
            once(trip, "libris-postgresql");
            assertThat(subjects(connection)).isEqualTo(bibs(entry -> !entry.deleted()));
            String deleted = changeAndDelete();

            once(trip, "libris-postgresql");

            assertThat(subjects(connection))
                    .isEqualTo(bibs(entry -> !entry.deleted()))
                    .doesNotContain(deleted);
        }
    }

    @Test
    void aRecordThatTheDatabaseCannotStoreCostsItselfAlone() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                Connection connection = postgres.getPostgresDatabase().getConnection()) {
            Workspace trip = trip("libris-postgresql")
                    .with("libris-postgresql.url", "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres")
                    .with("libris-postgresql.username", "postgres");
            connection.createStatement().execute("""
                    CREATE TABLE records (subject text PRIMARY KEY, changed timestamptz NOT NULL, record jsonb NOT NULL);
                    """);
            String bad = bibs(entry -> !entry.deleted()).iterator().next();
            connection.createStatement().execute("ALTER TABLE records ADD CHECK (subject <> '" + bad + "')");

            Workspace.Result result = trip.run("once", "libris-postgresql");

            assertThat(result.exit()).as(result.err()).isEqualTo(3);
            assertThat(subjects(connection))
                    .isEqualTo(bibs(entry -> !entry.deleted() && !entry.uri().equals(bad)));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void somebodyIsTold(boolean login) throws Exception {
        GreenMail mail = new GreenMail(ServerSetup.SMTP.dynamicPort());
        mail.start();
        Workspace trip = trip("quarantine-mail")
                .route("set: bib")
                .with(
                        "quarantine-mail.smtp",
                        "smtp://127.0.0.1:" + mail.getSmtp().getPort())
                .with("quarantine-mail.to", "staff@library.example")
                .with("quarantine-mail.schedule", "* * * * * ?");
        if (login) {
            mail.setUser("bokbuss", "pa+ss%word");
            mail.getUserManager().setAuthRequired(true);
            trip.with("quarantine-mail.username", "bokbuss").with("quarantine-mail.password", "RAW(pa+ss%word)");
        }
        try (var state = trip.state()) {
            quarantine(state, "a record of two bytes");
        }
        try (Program program = new Program(folder, Map.of(), trip.arguments("run"))) {
            await().atMost(SOON).untilAsserted(() -> assertThat(mail.getReceivedMessages())
                    .as(program.err())
                    .hasSize(1));
            try (var state = trip.state()) {
                quarantine(state, "another");
            }
            await().atMost(SOON).untilAsserted(() -> assertThat(mail.getReceivedMessages())
                    .as(program.err())
                    .hasSize(2));

            MimeMessage last = mail.getReceivedMessages()[1];
            assertThat(last.getSubject()).isEqualTo("Bokbuss: records in quarantine");
            assertThat(last.getAllRecipients()[0]).hasToString("staff@library.example");
            assertThat(String.valueOf(last.getContent()))
                    .containsSubsequence(
                            "p  https://libris.kb.se/1: another", "p  https://libris.kb.se/1: a record of two");
            assertThat(Collections.list(last.getAllHeaders()))
                    .extracting(Header::getName)
                    .noneMatch(name -> name.startsWith("Bokbuss") || name.equals("fireTime"));
        } finally {
            mail.stop();
        }
    }

    private static void quarantine(State state, String cause) {
        byte[] bytes = cause.getBytes(StandardCharsets.UTF_8);
        state.quarantine()
                .add(new QuarantinedRecord(
                        0, "p", null, "https://libris.kb.se/1", cause, "page", 0, "application/json", bytes));
    }

    /** Of the rows that are as the catalogue has them. */
    private Set<String> subjects(Connection connection) throws SQLException {
        Set<String> subjects = new TreeSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT subject, changed, record #>> '{@graph,0,@id}' AS id FROM records")) {
            while (rows.next()) {
                String subject = rows.getString("subject");
                assertThat(rows.getString("id")).isEqualTo(subject);
                assertThat(rows.getTimestamp("changed").toInstant())
                        .isEqualTo(
                                Instant.parse(libris.catalogue().record(subject).datestamp()));
                subjects.add(subject);
            }
        }
        return subjects;
    }

    @Test
    void anSftpServerHasTheFiles() throws Exception {
        try (SftpServer server = new SftpServer(folder.resolve("sftp"), "bokbuss", "pa+ss%word")) {
            Files.writeString(folder.resolve("known_hosts"), server.knownHost());
            Workspace trip = trip("libris-sftp")
                    .with("libris-sftp.url", server.address("libris"))
                    .with("libris-sftp.username", "bokbuss")
                    .with("libris-sftp.password", "pa+ss%word")
                    .with(
                            "libris-sftp.known-hosts",
                            folder.resolve("known_hosts").toString());
            once(trip, "libris-sftp");
            assertThat(records(server.files()))
                    .isEqualTo(bibs(entry -> !entry.deleted()).size());
            String deleted = changeAndDelete();

            once(trip, "libris-sftp");

            assertThat(Files.readString(server.files().stream()
                            .filter(file -> file.toString().endsWith("-deleted.txt"))
                            .reduce((one, other) -> other)
                            .orElseThrow()))
                    .contains(deleted);
            assertThat(server.files())
                    .noneMatch(file -> file.getFileName().toString().startsWith("."));
        }
    }

    @Test
    void almasFolderHasTheFiles() throws Exception {
        try (SftpServer server = new SftpServer(folder.resolve("sftp"), "bokbuss", "pa+ss%word")) {
            Files.writeString(folder.resolve("known_hosts"), server.knownHost());
            Workspace trip = trip("libris-alma")
                    .with("libris-alma.url", server.address("alma"))
                    .with("libris-alma.username", "bokbuss")
                    .with("libris-alma.password", "pa+ss%word")
                    .with(
                            "libris-alma.known-hosts",
                            folder.resolve("known_hosts").toString());
            once(trip, "libris-alma");
            assertThat(records(server.files().stream()
                            .filter(file -> !file.toString().contains("deleted"))
                            .toList()))
                    .isEqualTo(bibs(entry -> !entry.deleted()).size());
            String deleted = changeAndDelete();

            once(trip, "libris-alma");

            Path last = server.files().stream()
                    .filter(file -> file.toString().contains("/alma/deleted/"))
                    .reduce((one, other) -> other)
                    .orElseThrow();
            assertThat(records(List.of(last))).isOne();
            assertThat(Files.readString(last))
                    .contains("<leader>00000dam", "<controlfield tag=\"001\">" + deleted.replaceFirst(".*/", "") + "<");
        }
    }

    /** How many records well-formed collections hold. */
    private static int records(List<Path> files) throws Exception {
        int records = 0;
        for (Path file : files) {
            if (file.toString().endsWith(".xml")) {
                var factory = DocumentBuilderFactory.newInstance();
                factory.setNamespaceAware(true);
                records += factory.newDocumentBuilder()
                        .parse(file.toFile())
                        .getDocumentElement()
                        .getElementsByTagNameNS("http://www.loc.gov/MARC21/slim", "record")
                        .getLength();
            }
        }
        return records;
    }
}
