package org.bokbuss.libris.oaipmh;

import java.net.URI;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.bokbuss.config.Key;
import org.bokbuss.config.Settings;
import org.bokbuss.harvest.Session;
import org.bokbuss.harvest.Source;
import org.bokbuss.oaipmh.Granularity;
import org.bokbuss.oaipmh.OaiPmhList;
import org.bokbuss.oaipmh.OaiPmhSession;
import org.bokbuss.oaipmh.Repository;

/**
 * OAI-PMH as Libris XL speaks it: the parameters of {@code libris-oaipmh-source}.
 *
 * <p>Both generations: since June 2026 a list comes in pages with resumption tokens; before that, and still in some
 * installations, as one answer without any. A page without token is the last one in either.
 */
public final class LibrisOaiPmh implements Source {
    private final OaiPmhList list = new OaiPmhList();
    private boolean withDeletedData;

    /** The set, in Libris's own spelling ({@code bib}, {@code hold:S}); empty for all records. */
    public void setSet(String set) {
        list.setSet(set);
    }

    public void setMetadataPrefix(String metadataPrefix) {
        list.setMetadataPrefix(metadataPrefix);
    }

    public void setVerb(String verb) {
        list.setVerb(verb);
    }

    /** Whether deleted records come with their last content (Libris's own argument {@code x-withDeletedData}). */
    public void setWithDeletedData(boolean withDeletedData) {
        this.withDeletedData = withDeletedData;
    }

    @Override
    public Session open(CamelContext context, Settings settings) {
        // With the slash at the end: without it Libris's front server redirects.
        URI url = URI.create(settings.address(Key.LIBRIS_BASE_URL) + "/api/oaipmh/");
        Map<String, String> own = withDeletedData ? Map.of("x-withDeletedData", "true") : Map.of();
        return new OaiPmhSession(
                new Repository("Libris", "libris-oaipmh-source", url, null, Granularity.SECOND, own, true),
                list,
                settings);
    }
}
