package org.bokbuss.state;

import com.zaxxer.hikari.HikariConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;
import org.bokbuss.config.UserError;

/** The state on a PostgreSQL server, for several processes that share the work. */
final class PostgresServer {
    static final String URL = "jdbc:postgresql:";

    /** The driver's words, the server's and the JDK's. */
    private static final Pattern OF_TLS = Pattern.compile("(?i)ssl|certificat|no encryption|could not be verified by");

    private static final String TLS =
            "; TLS is set at the end of state.url: ?sslmode=verify-full&sslrootcert=FILE, where"
                    + " FILE holds the authority's certificate (PEM), or ?sslmode=disable";

    private PostgresServer() {}

    /** @param clock null for the server's own: the processes' clocks may differ */
    static Database open(String url, String username, String password, Clock clock) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(username);
        config.setPassword(password);
        // A server that stops answering is noticed within the time of a lease.
        config.setConnectionTimeout(10_000);
        config.addDataSourceProperty("ApplicationName", "bokbuss");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("socketTimeout", "20");
        // A process that is frozen during a transaction must not keep others from its lease.
        config.setConnectionInitSql("set idle_in_transaction_session_timeout = '5s'");
        try {
            return Database.open(config, "postgresql", clock == null ? serverClock(config) : clock);
        } catch (RuntimeException e) {
            String reason = String.valueOf(Database.innermost(e).getMessage());
            throw new UserError(
                    "state.url: " + url.replaceAll("[?;].*", "") + " cannot be opened: " + reason
                            + (OF_TLS.matcher(reason).find() ? TLS : ""),
                    e);
        }
    }

    private static Clock serverClock(HikariConfig config) {
        try (var connection = java.sql.DriverManager.getConnection(
                        config.getJdbcUrl(), config.getUsername(), config.getPassword());
                var now = connection.createStatement().executeQuery("select clock_timestamp()")) {
            now.next();
            Duration ahead = Duration.between(OffsetDateTime.now(), now.getObject(1, OffsetDateTime.class));
            return Clock.offset(Clock.systemUTC(), ahead);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
