package org.bokbuss.state;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * What each record was last delivered with, so that a repeat is recognised. Asked and written for every record: in plain
 * JDBC, many in a statement, in the order of their keys, so that a page of the table is visited once.
 */
public final class Fingerprints {
    /** So many in a statement for SQLite, where a statement costs more than what it carries. */
    private static final int ROWS = 100;

    private final Database database;

    Fingerprints(Database database) {
        this.database = database;
    }

    /** The content that each of these records was last delivered with; records never delivered are left out. */
    public Map<Long, Long> of(long pipelineNumber, Collection<Long> records) {
        if (records.isEmpty()) {
            return new HashMap<>();
        }
        long[] sorted = records.stream().mapToLong(Long::longValue).sorted().toArray();
        try (Connection connection = database.connection()) {
            return database.hasArrays()
                    ? inAMessage(connection, pipelineNumber, sorted)
                    : inStatements(connection, pipelineNumber, sorted);
        } catch (SQLException e) {
            throw Database.unavailable(e);
        }
    }

    private static Map<Long, Long> inAMessage(Connection connection, long pipelineNumber, long[] records)
            throws SQLException {
        Map<Long, Long> found = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select record, content from seen where pipeline = ? and record = any (?)")) {
            select.setLong(1, pipelineNumber);
            select.setObject(2, records);
            add(select, found);
        }
        return found;
    }

    private static Map<Long, Long> inStatements(Connection connection, long pipelineNumber, long[] records)
            throws SQLException {
        Map<Long, Long> found = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select record, content from seen where pipeline = ? and record in (" + list("?", ROWS) + ")")) {
            select.setLong(1, pipelineNumber);
            for (int first = 0; first < records.length; first += ROWS) {
                for (int i = 0; i < ROWS; i++) {
                    // The last statement asks for the last one again and again: that costs less than another statement.
                    select.setLong(2 + i, records[Math.min(first + i, records.length - 1)]);
                }
                add(select, found);
            }
        }
        return found;
    }

    private static void add(PreparedStatement select, Map<Long, Long> found) throws SQLException {
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                found.put(rows.getLong(1), rows.getLong(2));
            }
        }
    }

    void remember(Handle sql, long pipelineNumber, List<Fingerprint> delivered) {
        if (delivered.isEmpty()) {
            return;
        }
        // Of several versions the last counts, and no statement may touch a row twice.
        TreeMap<Long, Long> sorted = new TreeMap<>();
        delivered.forEach(one -> sorted.put(one.record(), one.content()));
        try {
            if (database.hasArrays()) {
                rememberInAMessage(sql.getConnection(), pipelineNumber, sorted);
            } else {
                rememberInStatements(sql.getConnection(), pipelineNumber, sorted);
            }
        } catch (SQLException e) {
            throw Database.unavailable(e);
        }
    }

    private static void rememberInAMessage(Connection connection, long pipelineNumber, TreeMap<Long, Long> sorted)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                insert("select ?, fresh.record, fresh.content from unnest(?, ?) as fresh (record, content)"))) {
            insert.setLong(1, pipelineNumber);
            insert.setObject(
                    2, sorted.keySet().stream().mapToLong(Long::longValue).toArray());
            insert.setObject(
                    3, sorted.values().stream().mapToLong(Long::longValue).toArray());
            insert.executeUpdate();
        }
    }

    private static void rememberInStatements(Connection connection, long pipelineNumber, TreeMap<Long, Long> sorted)
            throws SQLException {
        List<Map.Entry<Long, Long>> rows = List.copyOf(sorted.entrySet());
        int full = rows.size() - rows.size() % ROWS;
        insert(connection, pipelineNumber, rows.subList(0, full), ROWS);
        insert(connection, pipelineNumber, rows.subList(full, rows.size()), rows.size() - full);
    }

    /** @param many how many rows each statement takes: they come out even */
    private static void insert(Connection connection, long pipelineNumber, List<Map.Entry<Long, Long>> rows, int many)
            throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(insert("values " + list("(?, ?, ?)", many)))) {
            int at = 0;
            for (Map.Entry<Long, Long> row : rows) {
                insert.setLong(++at, pipelineNumber);
                insert.setLong(++at, row.getKey());
                insert.setLong(++at, row.getValue());
                if (at == 3 * many) {
                    insert.executeUpdate();
                    at = 0;
                }
            }
        }
    }

    private static String insert(String rows) {
        return "insert into seen (pipeline, record, content) " + rows
                + " on conflict (pipeline, record) do update set content = excluded.content";
    }

    private static String list(String one, int times) {
        String[] all = new String[times];
        Arrays.fill(all, one);
        return String.join(", ", all);
    }

    /** What a pipeline delivered is delivered again when it comes again. */
    static void forget(Handle sql, String pipeline) {
        sql.execute("delete from seen where pipeline = (select number from pipeline where name = ?)", pipeline);
    }

    /** The same of a record that was quarantined. */
    static void forget(Handle sql, QuarantinedRecord record) {
        sql.execute(
                "delete from seen where pipeline = (select number from pipeline where name = ?) and record = ?",
                record.pipeline(),
                record.subject() == null
                        ? Digest.of(record.bytes()).head()
                        : Digest.of(record.subject()).head());
    }
}
