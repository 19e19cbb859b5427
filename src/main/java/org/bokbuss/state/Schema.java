package org.bokbuss.state;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The tables of the state, brought up to date by numbered scripts, each run once. Not by Flyway, which made the first
 * versions: on the class path of Spring Boot it wakes up on the team's own database.
 */
final class Schema {
    private static final String VERSIONS = "bokbuss_schema";
    private static final String BY_FLYWAY = "flyway_schema_history";

    private final List<String> scripts;

    /** @param folder the folder of the scripts {@code 1.sql}, {@code 2.sql} and so on, beside this class */
    Schema(String folder) {
        this.scripts = scripts(folder);
    }

    private static List<String> scripts(String folder) {
        List<String> found = new ArrayList<>();
        while (true) {
            try (InputStream script = Schema.class.getResourceAsStream(folder + "/" + (found.size() + 1) + ".sql")) {
                if (script == null) {
                    return found;
                }
                found.add(new String(script.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** @throws IllegalStateException if a newer Bokbuss made the tables */
    void migrate(Jdbi jdbi) {
        if (jdbi.withHandle(Schema::version) != scripts.size()) {
            jdbi.useTransaction(this::migrate);
        }
    }

    private void migrate(Handle sql) {
        waitForOthers(sql);
        int version = version(sql);
        if (version > scripts.size()) {
            throw new IllegalStateException("a newer Bokbuss made this state (schema " + version + ", this one knows "
                    + scripts.size() + "); use that version, or a copy of the state from before it");
        }
        sql.execute("create table if not exists " + VERSIONS + " (version integer primary key)");
        for (String script : scripts.subList(version, scripts.size())) {
            sql.createScript(script).executeAsSeparateStatements();
        }
        sql.execute("delete from " + VERSIONS);
        sql.execute("insert into " + VERSIONS + " values (?)", scripts.size());
    }

    /** Several processes may start at once. SQLite's transactions exclude each other by themselves. */
    private static void waitForOthers(Handle sql) {
        if (!isSqlite(sql)) {
            sql.execute("select pg_advisory_xact_lock(hashtext('" + VERSIONS + "'))");
        }
    }

    private static int version(Handle sql) {
        if (exists(sql, VERSIONS)) {
            return sql.createQuery("select coalesce(max(version), 0) from " + VERSIONS)
                    .mapTo(Integer.class)
                    .one();
        }
        return exists(sql, BY_FLYWAY)
                ? sql.createQuery("select count(*) from " + BY_FLYWAY + " where success and version is not null")
                        .mapTo(Integer.class)
                        .one()
                : 0;
    }

    private static boolean isSqlite(Handle sql) {
        try {
            return sql.getConnection().getMetaData().getDatabaseProductName().equals("SQLite");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean exists(Handle sql, String table) {
        try (var tables = sql.getConnection()
                .getMetaData()
                .getTables(null, sql.getConnection().getSchema(), table, null)) {
            return tables.next();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
