package org.bokbuss.config;

/** Whether a {@link Finding} stops the start. */
public enum Severity {
    /** Must be put right before anything runs. */
    ERROR,
    /** Worth saying; the pipelines run all the same. */
    WARNING
}
