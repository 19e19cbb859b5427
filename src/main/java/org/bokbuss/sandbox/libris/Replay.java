package org.bokbuss.sandbox.libris;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.bokbuss.sandbox.wire.Answer;
import org.bokbuss.sandbox.wire.Faults;
import org.bokbuss.sandbox.wire.Request;
import org.bokbuss.sandbox.wire.Upstream;

/**
 * Recorded answers of a real Libris. A folder holds either pairs or folders of pairs, one for each API: {@code
 * oaipmh}, {@code marc_export}, {@code emm}, {@code find}, {@code sru} and {@code rest}.
 *
 * <p>A request is answered by the last recording with the same method and parameters. Windows of an OAI-PMH harvest
 * need not agree to the second: the recording with the closest {@code until} answers, or one without a window; a window
 * that was never recorded is empty. The window of an export may be off by some seconds, as clients widen it. Of a search
 * it is the question that must agree.
 */
public final class Replay implements Upstream {
    /** Where each API lies at Libris, and the folder of its recordings, made with the API at the root. */
    private static final Map<String, String> MOUNTS = Map.of(
            "/api/oaipmh", "oaipmh",
            "/api/marc_export", "marc_export",
            "/api/emm", "emm",
            "/sru/libris", "sru",
            "/sru", "sru");

    /** How far the ends of an export's window may lie from the recorded ones. */
    private static final Duration NEAR = Duration.ofSeconds(5);

    /** Where a search begins, how many hits come at once and when they were changed: no part of the question. */
    private static final String[] OF_A_SEARCH = {
        "_limit",
        "_sort",
        "_stats",
        "min-meta.modified",
        "max-meta.modified",
        "n",
        "start",
        "maximumRecords",
        "startRecord",
        "version"
    };

    private static final Set<String> LISTS = Set.of("ListRecords", "ListIdentifiers");

    private final Path folder;
    private final Map<Path, List<Recording>> read = new ConcurrentHashMap<>();

    public Replay(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("There is no folder of recordings at " + folder);
        }
        this.folder = folder;
    }

    /** What a request asks once its API is known: the path below the API, and what tells requests apart. */
    private record Question(String method, String path, Map<String, List<String>> parameters, String body) {
        static Question of(Request request, String path) {
            var form =
                    request.headers().getOrDefault("content-type", "").startsWith("application/x-www-form-urlencoded");
            return new Question(
                    request.method(),
                    path.replaceFirst("^(/find|/data)\\.jsonld$", "$1"),
                    parameters(request),
                    form ? "" : lines(request.body()));
        }

        private static Map<String, List<String>> parameters(Request request) {
            var sorted = new TreeMap<String, List<String>>();
            for (var parameter : request.parameters()) {
                sorted.merge(parameter.name(), List.of(parameter.value()), Question::both);
            }
            return sorted;
        }

        private static List<String> both(List<String> one, List<String> other) {
            return Stream.concat(one.stream(), other.stream()).sorted().toList();
        }

        /** Export profiles are lines in any order. */
        private static String lines(byte[] body) {
            return String.join(
                    "\n", new String(body, UTF_8).strip().lines().sorted().toList());
        }

        boolean isList() {
            return parameters.getOrDefault("verb", List.of("")).stream().anyMatch(LISTS::contains);
        }

        Question without(String... names) {
            var rest = new TreeMap<>(parameters);
            rest.keySet().removeAll(List.of(names));
            return new Question(method, path, rest, body);
        }

        /** Whether both are windows of all but the same ends, and agree in the rest. */
        boolean isNear(Question other) {
            return has("until")
                    && other.has("until")
                    && without("from", "until").equals(other.without("from", "until"))
                    && isNear(other, "from")
                    && isNear(other, "until");
        }

        private boolean isNear(Question other, String end) {
            var own = time(end);
            var others = other.time(end);
            return own.isPresent()
                    && others.isPresent()
                    && Duration.between(own.get(), others.get()).abs().compareTo(NEAR) <= 0;
        }

        boolean has(String name) {
            return parameters.containsKey(name);
        }

        Optional<Instant> time(String name) {
            try {
                return Optional.ofNullable(parameters.get(name)).map(t -> Harvest.time(t.get(0)));
            } catch (DateTimeException unreadable) {
                return Optional.empty();
            }
        }
    }

    @Override
    public boolean serves(String path) {
        return true;
    }

    /** Recordings know no pages beyond those of OAI-PMH; every other request counts as a first page. */
    @Override
    public int page(Request request) {
        return request.path().startsWith("/api/oaipmh") ? OaiPmh.pageOf(request) : 1;
    }

    @Override
    public Answer answer(Request request, Faults.OnPage faults) {
        var mount = MOUNTS.keySet().stream()
                .filter(m -> request.path().equals(m) || request.path().startsWith(m + "/"))
                .max(comparingInt(String::length));
        var recordings = recordings(mount.map(MOUNTS::get).orElseGet(() -> other(request.path())));
        var below = mount.map(m -> request.path().substring(m.length())).orElse(request.path());
        var asked = Question.of(request, below.isEmpty() ? "/" : below);
        return last(recordings, asked::equals)
                .or(() -> isSearch(request)
                        ? last(recordings, q -> q.without(OF_A_SEARCH).equals(asked.without(OF_A_SEARCH)))
                        : Optional.empty())
                .or(() -> asked.isList() ? window(recordings, asked) : last(recordings, asked::isNear))
                .map(Recording::answer)
                .orElseGet(() -> unrecorded(request, recordings, asked));
    }

    private static boolean isSearch(Request request) {
        var path = request.path();
        return path.startsWith("/find") || path.equals(XSearch.PATH) || path.equals(Sru.PATH);
    }

    private static String other(String path) {
        if (path.startsWith("/find")) {
            return "find";
        }
        return path.startsWith("/xsearch") ? "sru" : "rest";
    }

    private static Optional<Recording> last(List<Recording> recordings, Predicate<Question> wanted) {
        return recordings.stream().filter(r -> wanted.test(question(r))).max(comparingInt(Recording::number));
    }

    private static Question question(Recording recording) {
        return Question.of(recording.request(), recording.request().path());
    }

    private static Optional<Recording> window(List<Recording> recordings, Question asked) {
        var until = asked.time("until").orElseGet(Instant::now);
        var sameStart = recordings.stream()
                .filter(r -> question(r).time("until").isPresent())
                .filter(r -> question(r).without("from", "until").equals(asked.without("from", "until")))
                .filter(r -> question(r).time("from").equals(asked.time("from")))
                .min(comparing((Recording r) -> Duration.between(
                                        until, question(r).time("until").orElseThrow())
                                .abs())
                        .thenComparing(comparingInt(Recording::number).reversed()));
        return sameStart
                .or(() -> last(
                        recordings,
                        q -> !q.has("until")
                                && q.time("from").equals(asked.time("from"))
                                && q.without("from").equals(asked.without("from", "until"))))
                .or(() -> last(recordings, asked.without("from", "until")::equals));
    }

    private static Answer unrecorded(Request request, List<Recording> recordings, Question asked) {
        var others = asked.without("from", "until");
        if (asked.isList()
                && last(recordings, q -> q.without("from", "until").equals(others))
                        .isPresent()) {
            return OaiPmh.error(request, OaiError.NO_RECORDS_MATCH);
        }
        return Answer.text(404, "text/plain;charset=utf-8", "No recording answers " + request + "\n");
    }

    private List<Recording> recordings(String api) {
        var own = folder.resolve(api);
        return read.computeIfAbsent(Files.isDirectory(own) ? own : folder, Replay::read);
    }

    private static List<Recording> read(Path folder) {
        try (var files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(Recording.REQUEST))
                    .map(Recording::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
