package org.bokbuss.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.cluster.CamelClusterMember;
import org.apache.camel.cluster.CamelClusterService;
import org.apache.camel.support.cluster.AbstractCamelClusterService;
import org.apache.camel.support.cluster.AbstractCamelClusterView;

/** Elects a leader by PostgreSQL's session locks, asked for every second: Camel has no cluster service of its own there. */
final class AdvisoryLocks extends AbstractCamelClusterService<AdvisoryLocks.View> {
    private final String database;

    AdvisoryLocks(String database) {
        this.database = database;
    }

    @Override
    protected View createView(String namespace) {
        return new View(this, namespace, database);
    }

    static final class View extends AbstractCamelClusterView implements CamelClusterMember {
        private final String database;
        private ScheduledExecutorService clock;
        private Connection session;
        private volatile boolean leader;

        View(CamelClusterService service, String namespace, String database) {
            super(service, namespace);
            this.database = database;
        }

        @Override
        protected void doStart() {
            clock = Executors.newSingleThreadScheduledExecutor();
            clock.scheduleWithFixedDelay(this::look, 0, 1, TimeUnit.SECONDS);
        }

        private void look() {
            try {
                if (session == null || !session.isValid(2)) {
                    lead(false);
                    session = DriverManager.getConnection(database);
                }
                if (!leader) {
                    lead(locked());
                }
            } catch (SQLException away) {
                lead(false);
                session = null;
            }
        }

        private boolean locked() throws SQLException {
            try (PreparedStatement ask =
                    session.prepareStatement("select pg_try_advisory_lock(hashtextextended(?, 0))")) {
                ask.setString(1, getNamespace());
                try (ResultSet answer = ask.executeQuery()) {
                    return answer.next() && answer.getBoolean(1);
                }
            }
        }

        private void lead(boolean now) {
            if (leader != now) {
                leader = now;
                fireLeadershipChangedEvent(getLeader().orElse(null));
            }
        }

        @Override
        protected void doStop() throws Exception {
            clock.shutdownNow();
            lead(false);
            if (session != null) {
                session.close();
            }
        }

        @Override
        public String getId() {
            return getClusterService().getId();
        }

        @Override
        public boolean isLeader() {
            return leader;
        }

        @Override
        public boolean isLocal() {
            return true;
        }

        @Override
        public Optional<CamelClusterMember> getLeader() {
            return leader ? Optional.of(this) : Optional.empty();
        }

        @Override
        public CamelClusterMember getLocalMember() {
            return this;
        }

        @Override
        public List<CamelClusterMember> getMembers() {
            return List.of(this);
        }
    }
}
