package org.bokbuss.oaipmh;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gdcc.xoai.dataprovider.DataProvider;
import io.gdcc.xoai.dataprovider.exceptions.handler.IdDoesNotExistException;
import io.gdcc.xoai.dataprovider.filter.ScopedFilter;
import io.gdcc.xoai.dataprovider.model.Context;
import io.gdcc.xoai.dataprovider.model.Item;
import io.gdcc.xoai.dataprovider.model.ItemIdentifier;
import io.gdcc.xoai.dataprovider.model.MetadataFormat;
import io.gdcc.xoai.dataprovider.model.Set;
import io.gdcc.xoai.dataprovider.repository.ItemRepository;
import io.gdcc.xoai.dataprovider.repository.Repository;
import io.gdcc.xoai.dataprovider.repository.RepositoryConfiguration.RepositoryConfigurationBuilder;
import io.gdcc.xoai.dataprovider.repository.ResultsPage;
import io.gdcc.xoai.dataprovider.repository.SetRepository;
import io.gdcc.xoai.model.oaipmh.DeletedRecord;
import io.gdcc.xoai.model.oaipmh.Granularity;
import io.gdcc.xoai.model.oaipmh.ResumptionToken;
import io.gdcc.xoai.model.oaipmh.results.record.Metadata;
import io.gdcc.xoai.xml.XmlWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An OAI-PMH repository as others make one: XOAI's data provider, which Dataverse uses, over a map of records. */
final class Xoai implements AutoCloseable {
    private static final String MARC =
            "<record xmlns=\"http://www.loc.gov/MARC21/slim\"><leader>00000nam a2200000 a 4500"
                    + "</leader><controlfield tag=\"001\">%s</controlfield><datafield tag=\"245\" ind1=\" \" ind2=\" \">"
                    + "<subfield code=\"a\">Title %s \u00e5</subfield></datafield></record>";

    private record Kept(String id, String set, Instant datestamp, boolean deleted) implements Item {
        @Override
        public String getIdentifier() {
            return id;
        }

        @Override
        public Instant getDatestamp() {
            return datestamp;
        }

        @Override
        public List<Set> getSets() {
            return List.of(Set.set(set));
        }

        @Override
        public boolean isDeleted() {
            return deleted;
        }

        @Override
        public Metadata getMetadata() {
            return Metadata.copyFromStream(
                    new ByteArrayInputStream(MARC.formatted(id, id).getBytes(StandardCharsets.UTF_8)));
        }
    }

    private final Map<String, Kept> records = new TreeMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final DataProvider provider;

    Xoai(Granularity granularity) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/oai", this::answer);
        server.start();
        Context context = new Context()
                .withMetadataFormat(MetadataFormat.metadataFormat("marc21")
                        .withNamespace("http://www.loc.gov/MARC21/slim")
                        .withSchemaLocation("http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd"));
        provider = DataProvider.dataProvider(
                context,
                new Repository(new RepositoryConfigurationBuilder()
                                .withRepositoryName("Others")
                                .withBaseUrl(url().toString())
                                .withAdminEmail("others@example.org")
                                .withEarliestDate(Instant.parse("2020-01-01T00:00:00Z"))
                                .withGranularity(granularity)
                                .withDeleteMethod(DeletedRecord.TRANSIENT)
                                .withMaxListRecords(7)
                                .withMaxListIdentifiers(7)
                                .withMaxListSets(10)
                                .build())
                        .withItemRepository(new Items())
                        .withSetRepository(new Sets()));
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/oai");
    }

    /** What was asked so far, and from now on anew. */
    List<String> asked() {
        List<String> before = List.copyOf(asked);
        asked.clear();
        return before;
    }

    /** A record is made, changed or deleted. */
    synchronized void keep(String id, String set, boolean deleted) {
        records.put(id, new Kept(id, set, Instant.now().truncatedTo(ChronoUnit.SECONDS), deleted));
    }

    private synchronized List<Kept> find(ResumptionToken.Value wanted) {
        return records.values().stream()
                .filter(kept -> !wanted.hasSetSpec() || kept.set().equals(wanted.getSetSpec()))
                .filter(kept -> !wanted.hasFrom() || !kept.datestamp().isBefore(wanted.getFrom()))
                .filter(kept -> !wanted.hasUntil() || !kept.datestamp().isAfter(wanted.getUntil()))
                .toList();
    }

    private <T> ResultsPage<T> page(ResumptionToken.Value wanted, int most, List<T> all) {
        int from = wanted.hasOffset() ? (int) wanted.getOffset() : 0;
        int to = Math.min(all.size(), from + most);
        return new ResultsPage<>(wanted, to < all.size(), all.subList(from, to), all.size());
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestURI().getQuery());
        Map<String, String[]> parameters = new HashMap<>();
        for (String pair : exchange.getRequestURI().getRawQuery().split("&")) {
            String[] parts = pair.split("=", 2);
            parameters.put(parts[0], new String[] {URLDecoder.decode(parts[1], StandardCharsets.UTF_8)});
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (XmlWriter xml = new XmlWriter(body)) {
            xml.write(provider.handle(parameters));
        } catch (Exception e) {
            throw new IOException(e);
        }
        exchange.getResponseHeaders().add("Content-Type", "text/xml");
        exchange.sendResponseHeaders(200, body.size());
        exchange.getResponseBody().write(body.toByteArray());
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private final class Items implements ItemRepository {
        @Override
        public ItemIdentifier getItemIdentifier(String id) throws IdDoesNotExistException {
            return getItem(id, null);
        }

        @Override
        public Item getItem(String id, MetadataFormat format) throws IdDoesNotExistException {
            Item item = records.get(id);
            if (item == null) {
                throw new IdDoesNotExistException(id);
            }
            return item;
        }

        @Override
        public ResultsPage<ItemIdentifier> getItemIdentifiers(
                List<ScopedFilter> filters, MetadataFormat format, int most, ResumptionToken.Value wanted) {
            return page(wanted, most, new ArrayList<>(find(wanted)));
        }

        @Override
        public ResultsPage<Item> getItems(
                List<ScopedFilter> filters, MetadataFormat format, int most, ResumptionToken.Value wanted) {
            return page(wanted, most, new ArrayList<>(find(wanted)));
        }
    }

    private static final class Sets implements SetRepository {
        @Override
        public boolean supportSets() {
            return true;
        }

        @Override
        public boolean exists(String spec) {
            return getSets().stream().anyMatch(set -> set.getSpec().equals(spec));
        }

        @Override
        public List<Set> getSets() {
            return List.of(
                    Set.set("books").withName("Books"), Set.set("serials").withName("Serials"));
        }
    }
}
