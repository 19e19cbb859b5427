package org.bokbuss.oaipmh;

import org.bokbuss.config.UserError;

/** The list that is harvested of a repository. */
public final class OaiPmhList {
    private String set = "";
    private String metadataPrefix = "marcxml";
    private String verb = "ListRecords";

    /** The set, in the repository's own spelling; empty for all records. */
    public void setSet(String set) {
        this.set = set == null ? "" : set.strip();
    }

    String set() {
        return set;
    }

    /** The format asked for. */
    public void setMetadataPrefix(String metadataPrefix) {
        this.metadataPrefix = metadataPrefix.strip();
    }

    String metadataPrefix() {
        return metadataPrefix;
    }

    /** {@code ListRecords}, or {@code ListIdentifiers} for ids, dates and deletions alone. */
    public void setVerb(String verb) {
        if (!verb.equals("ListRecords") && !verb.equals("ListIdentifiers")) {
            throw new UserError("verb=" + verb + ": write ListRecords or ListIdentifiers");
        }
        this.verb = verb;
    }

    String verb() {
        return verb;
    }
}
