package org.bokbuss.state;

import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Small changes that many threads make at once, in one transaction where they meet: SQLite waits for the disk at the end
 * of each, and lets only one in.
 */
final class GroupCommit {
    private final Database database;
    private final Object turn = new Object();
    private List<Change<?>> waiting = new ArrayList<>();

    GroupCommit(Database database) {
        this.database = database;
    }

    private static final class Change<T> {
        private final Database.Work<T> work;
        private T result;
        private RuntimeException failure;
        private boolean tried;

        Change(Database.Work<T> work) {
            this.work = work;
        }
    }

    /** Returns when the change is committed. */
    <T> T inTransaction(Database.Work<T> work) {
        Change<T> change = new Change<>(work);
        synchronized (this) {
            waiting.add(change);
        }
        synchronized (turn) {
            if (!change.tried) {
                commit(all());
            }
        }
        if (change.failure != null) {
            throw change.failure;
        }
        return change.result;
    }

    private synchronized List<Change<?>> all() {
        List<Change<?>> all = waiting;
        waiting = new ArrayList<>();
        return all;
    }

    private void commit(List<Change<?>> changes) {
        try {
            database.useTransaction(sql -> {
                for (Change<?> change : changes) {
                    make(change, sql);
                }
            });
        } catch (RuntimeException failure) {
            changes.forEach(change -> change.failure = failure);
        } finally {
            changes.forEach(change -> change.tried = true);
        }
    }

    private static <T> void make(Change<T> change, Handle sql) {
        change.result = change.work.with(sql);
    }
}
