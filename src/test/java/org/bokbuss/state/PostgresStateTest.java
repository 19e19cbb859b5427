package org.bokbuss.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.bokbuss.config.UserError;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The state on a real PostgreSQL server. */
class PostgresStateTest extends StateTest {
    private static final AtomicInteger SCHEMAS = new AtomicInteger();
    private static EmbeddedPostgres server;

    private String url;

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Override
    String url() {
        if (url == null) {
            url = fresh();
        }
        return url;
    }

    @Override
    String fresh() {
        String name = "bokbuss" + SCHEMAS.incrementAndGet();
        try (var connection = DriverManager.getConnection(server.getJdbcUrl("postgres", "postgres"));
                var sql = connection.createStatement()) {
            sql.execute("create schema " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return server.getJdbcUrl("postgres", "postgres") + "&currentSchema=" + name;
    }

    @Override
    void refusePositions() throws SQLException {
        sql("create function full_disk() returns trigger language plpgsql as $$ begin raise 'full'; end $$");
        sql("create trigger full_disk before update of position on pipeline execute function full_disk()");
    }

    @Test
    void aServerThatIsNotThereIsNamedWithoutItsPassword() {
        assertThatThrownBy(() -> State.open("jdbc:postgresql://127.0.0.1:1/b?password=secret")
                        .close())
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll("state.url", "jdbc:postgresql://127.0.0.1:1/b", "cannot be opened")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aProcessFrozenInTheMidstOfATransactionKeepsNobodyFromItsLease() throws Exception {
        try (Database frozen = PostgresServer.open(url(), null, null, clock);
                State other = State.open(url(), null, null, clock)) {
            other.leases().release(other.leases().acquire("p").orElseThrow());
            try (var connection = frozen.connection()) {
                connection.setAutoCommit(false);
                try (var sql = connection.createStatement()) {
                    sql.execute("update lease set owner = 'frozen' where name = 'p'");
                }

                assertThat(other.leases().acquire("p")).isPresent();
                assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
            }
        }
    }
}
