package org.bokbuss.sandbox;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bokbuss.sandbox.bibdb.Bibdb;
import org.bokbuss.sandbox.bibdb.Directory;
import org.bokbuss.sandbox.boknett.Boknett;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.catalogue.Changes;
import org.bokbuss.sandbox.libris.Generation;
import org.bokbuss.sandbox.libris.Libris;
import org.bokbuss.sandbox.libris.Replay;
import org.bokbuss.sandbox.libris.Writing;
import org.bokbuss.sandbox.nb.NbCatalog;
import org.bokbuss.sandbox.receiver.Receiver;
import org.bokbuss.sandbox.wire.Answer;
import org.bokbuss.sandbox.wire.Delivery;
import org.bokbuss.sandbox.wire.Fault;
import org.bokbuss.sandbox.wire.Faults;
import org.bokbuss.sandbox.wire.HttpServer;
import org.bokbuss.sandbox.wire.Refusals;
import org.bokbuss.sandbox.wire.Request;
import org.bokbuss.sandbox.wire.Upstream;

/**
 * The upstream APIs on loopback, over real HTTP, with faults to switch on.
 *
 * <pre>{@code
 * try (var libris = Sandbox.with().bibs(80).pageSize(10).fault("503=1@5").start()) {
 *     harvest(libris.baseUrl());
 * }
 * }</pre>
 */
public final class Sandbox implements AutoCloseable {
    private final Catalogue catalogue;
    private final Writing writing;
    private final Directory directory;
    private final Boknett boknett;
    private final Receiver receiver = new Receiver();
    private final Faults faults = new Faults();
    private final List<Upstream> upstreams;
    private final Duration latency;
    private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
    private final HttpServer server;
    private final Changes changes;

    private Sandbox(Builder options) {
        catalogue = new Catalogue(options.seed, options.bibs, options.newest);
        writing = new Writing(catalogue);
        directory = new Directory(options.seed, options.libraries, options.newest);
        boknett = new Boknett(options.seed, options.titles, options.newest);
        latency = options.latency;
        options.faults.forEach(faults::add);
        upstreams = options.replay == null ? apis(options) : List.of(new Replay(options.replay));
        server = new HttpServer(options.host, options.port, this::handle);
        changes = new Changes(catalogue, options.changesPerSecond);
    }

    private List<Upstream> apis(Builder options) {
        var apis = new ArrayList<>(
                Libris.apis(catalogue, writing, options.generation, options.pageSize, options.mostHits));
        apis.add(new Bibdb(directory, options.pageSize, options.dateParameter));
        apis.add(new NbCatalog(options.seed, options.items, options.pageSize));
        apis.addAll(boknett.apis());
        apis.add(receiver);
        return apis;
    }

    /** A sandbox to describe and start. */
    public static Builder with() {
        return new Builder();
    }

    /** How a sandbox is to be. */
    public static final class Builder {
        private static final int MOST_BIBS = 300_000_000;

        private InetAddress host = InetAddress.getLoopbackAddress();
        private int port;
        private int bibs = 300;
        private int titles = 120;
        private Generation generation = Generation.PAGES;
        private int items = 150;
        private int libraries = 250;
        private int mostHits = Integer.MAX_VALUE;
        private String dateParameter = "updated";
        private int pageSize = 1000;
        private long seed = 1;
        // Never of the last hours: who asks for those gets what happened while the sandbox ran.
        private Instant newest = Instant.now().minus(2, ChronoUnit.HOURS).truncatedTo(ChronoUnit.DAYS);
        private double changesPerSecond;
        private Duration latency = Duration.ZERO;
        private final List<Fault> faults = new ArrayList<>();
        private Path replay;

        private Builder() {}

        /** The address to listen at, loopback if not said: in a container, one that the others reach. */
        public Builder host(InetAddress address) {
            host = address;
            return this;
        }

        /** The port to listen at; 0, the default, takes a free one. */
        public Builder port(int number) {
            port = number;
            return this;
        }

        /** How many bibs there are, 300 if not said; as many holdings and some authorities come with them. */
        public Builder bibs(int number) {
            check(number >= 0 && number <= MOST_BIBS, "The sandbox has 0 to " + MOST_BIBS + " bibs, not " + number);
            bibs = number;
            return this;
        }

        /** How many titles Boknett has, 120 if not said. */
        public Builder titles(int number) {
            titles = number;
            return this;
        }

        /** How long lists are answered; in pages, if not said. */
        public Builder generation(Generation how) {
            generation = how;
            return this;
        }

        /** How many rows a page looks at, 1000 if not said. */
        public Builder pageSize(int rows) {
            check(rows > 0, "A page looks at one row at least, not " + rows);
            pageSize = rows;
            return this;
        }

        /** How many libraries the directory has, 250 if not said. */
        public Builder libraries(int number) {
            libraries = number;
            return this;
        }

        /** How many items Norway's National Library has, 150 if not said. */
        public Builder items(int number) {
            items = number;
            return this;
        }

        /** How far into its hits a search goes; as far as Libris, if not said: 100,000, XSearch and SRU 10,000. */
        public Builder mostHits(int number) {
            mostHits = number;
            return this;
        }

        /** The parameter by which the directory takes a date, {@code updated} if not said; the other is ignored. */
        public Builder dateParameter(String name) {
            dateParameter = name;
            return this;
        }

        /** The same seed gives the same records. */
        public Builder seed(long number) {
            seed = number;
            return this;
        }

        /** When the youngest record was last changed; the last midnight in UTC, if not said. */
        public Builder newest(Instant time) {
            newest = time;
            return this;
        }

        /** How many records change each second while the sandbox runs; none, if not said. */
        public Builder changesPerSecond(double number) {
            changesPerSecond = number;
            return this;
        }

        /** How long each answer takes to begin. */
        public Builder latency(Duration time) {
            latency = time;
            return this;
        }

        /** Switches a fault on, as {@link Fault#parse} reads it. */
        public Builder fault(String spec) {
            faults.add(Fault.parse(spec));
            return this;
        }

        /** Answers from a folder of recordings, see {@link Replay}, instead of a catalogue. */
        public Builder replay(Path folder) {
            replay = folder;
            return this;
        }

        private static void check(boolean right, String sentence) {
            if (!right) {
                throw new IllegalArgumentException(sentence);
            }
        }

        /** Starts it. */
        public Sandbox start() {
            return new Sandbox(this);
        }
    }

    /** The address of the server, without a slash at its end: the APIs lie under it as they do at Libris. */
    public URI baseUrl() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    /** The address of the OAI-PMH. */
    public URI oaiPmh() {
        return baseUrl().resolve(Libris.OAI_PMH);
    }

    /** The records, to look at and to change. */
    public Catalogue catalogue() {
        return catalogue;
    }

    /** The writing of records: who may, what was written, and other people who write. */
    public Writing writing() {
        return writing;
    }

    /** What to configure so that Libris is asked here, and written to for the library S. */
    public Map<String, String> librisSettings() {
        return Writing.settings(baseUrl());
    }

    /** The libraries, to look at and to change. */
    public Directory directory() {
        return directory;
    }

    /** Boknett's titles and manners, to look at and to change. */
    public Boknett boknett() {
        return boknett;
    }

    /** What takes records, at {@code /receiver}, to look at and to change. */
    public Receiver receiver() {
        return receiver;
    }

    /** What to configure so that Boknett is asked here, by OAuth 2.0 unless {@code boknett.auth=tgt} is added. */
    public Map<String, String> boknettSettings() {
        return Boknett.settings(baseUrl());
    }

    /** What to configure so that every API is asked here: the addresses, and the logins of the library S. */
    public Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>(librisSettings());
        settings.putAll(boknettSettings());
        settings.put("bibdb.base-url", baseUrl().toString());
        settings.put("nb.base-url", baseUrl().toString());
        return settings;
    }

    /** The faults, to switch on and off. */
    public Faults faults() {
        return faults;
    }

    /** What was asked so far, the oldest first. */
    public List<Request> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    private boolean handle(Request request, Delivery delivery) throws IOException {
        requests.add(request);
        pause();
        for (var upstream : upstreams) {
            if (upstream.serves(request.path())) {
                var onPage = faults.on(upstream.page(request));
                if (delivery.isSilent(onPage)) {
                    return false;
                }
                var refusal = Refusals.on(onPage);
                return refusal.isPresent()
                        ? delivery.send(request, refusal.get(), faults.on(0))
                        : delivery.send(request, upstream.answer(request, onPage), onPage);
            }
        }
        return delivery.send(request, Answer.proxyPage(404), faults.on(0));
    }

    private void pause() throws IOException {
        try {
            Thread.sleep(latency.toMillis());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The sandbox is closing");
        }
    }

    @Override
    public void close() {
        changes.close();
        server.close();
    }
}
