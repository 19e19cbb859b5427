package org.bokbuss.sandbox.libris;

import java.util.List;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.wire.Upstream;

/** The APIs of Libris, all from one catalogue. */
public final class Libris {
    /** Where the OAI-PMH lies. */
    public static final String OAI_PMH = OaiPmh.PATH;

    private Libris() {}

    /**
     * The APIs.
     *
     * @param catalogue the records
     * @param writing who may write them
     * @param generation how OAI-PMH answers long lists
     * @param pageSize how many rows a page looks at
     * @param mostHits how far into its hits a search goes, if Libris goes as far
     */
    public static List<Upstream> apis(
            Catalogue catalogue, Writing writing, Generation generation, int pageSize, int mostHits) {
        var calls = new CallCounter();
        return List.of(
                new OaiPmh(catalogue, generation, pageSize),
                new MarcExport(catalogue),
                new Emm(catalogue, pageSize),
                new EmmDumps(catalogue, pageSize),
                new Records(catalogue, writing.writes(), calls),
                new FindHolding(new Addresses(catalogue), new Holdings(catalogue, writing.accounts()), calls),
                new LibrisLogin(writing.accounts(), calls),
                new Find(catalogue, pageSize, Math.min(mostHits, 100_000)),
                new XSearch(catalogue, pageSize, Math.min(mostHits, 10_000)),
                new Sru(catalogue, pageSize, Math.min(mostHits, 10_000)));
    }
}
