package org.bokbuss.sandbox.boknett;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bokbuss.sandbox.catalogue.Catalogue;
import org.bokbuss.sandbox.wire.Answer;
import org.bokbuss.sandbox.wire.Body;
import org.bokbuss.sandbox.wire.Fault;
import org.bokbuss.sandbox.wire.Faults;
import org.bokbuss.sandbox.wire.Request;
import org.bokbuss.sandbox.wire.Upstream;

/** Boknett's inventory, at the paths of now and of before 2025; v2 in pages, v1 whole. */
final class BoknettInventory implements Upstream {
    private static final List<String> V2 = List.of("/dds/inventory/v2", "/dds/v2/inventory");
    private static final String V1 = "/dds/inventory";
    private static final ZoneId OSLO = ZoneId.of("Europe/Oslo");
    private static final DateTimeFormatter AFTER = formatter("uuuuMMddHHmmss");
    private static final DateTimeFormatter DAY = formatter("ddMMuuuu");
    private static final String STATES = "PUBLISHED|UNPUBLISHED|CREATED|MODIFIED|DELETED|FIRST_PUBLISHED|ACCESS";

    private final Boknett boknett;
    private final BoknettLogin login;
    private final BoknettFeed feed;

    BoknettInventory(Boknett boknett, BoknettLogin login) {
        this.boknett = boknett;
        this.login = login;
        this.feed = new BoknettFeed(boknett.seed());
    }

    private static DateTimeFormatter formatter(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    }

    @Override
    public boolean serves(String path) {
        return path.equals(V1) || path.startsWith(V1 + "/") || isV2(path);
    }

    private static boolean isV2(String path) {
        return V2.stream().anyMatch(v2 -> path.equals(v2) || path.startsWith(v2 + "/"));
    }

    /** The cursor tells; what stands alone is a first page. */
    @Override
    public int page(Request request) {
        return request.parameter("next")
                .flatMap(Cursor::parse)
                .map(Cursor::page)
                .orElse(1);
    }

    @Override
    public Answer answer(Request request, Faults.OnPage faults) {
        if (!request.method().equals("GET")) {
            return Answer.empty(405);
        }
        return login.refuse(request).orElseGet(() -> answerGuest(request, faults));
    }

    private Answer answerGuest(Request request, Faults.OnPage faults) {
        var path = request.path();
        if (!isV2(path)) {
            return path.equals(V1) || path.equals(V1 + "/") ? v1(request, faults) : Answer.empty(404);
        }
        var below = V2.stream()
                .filter(v2 -> path.startsWith(v2))
                .map(v2 -> path.substring(v2.length()).replace("/", ""))
                .findFirst()
                .orElseThrow();
        return below.isEmpty() ? list(request, faults) : atom(feed.of(boknett.versions(below).stream(), false, faults));
    }

    private static Answer atom(byte[] body) {
        return new Answer(200, Map.of("Content-Type", "application/atom+xml;charset=UTF-8"), Body.of(body));
    }

    // v2

    /**
     * Where a list goes on, in Base64 with all that has to be escaped in an address.
     *
     * @param era cursors of an earlier one are no longer known
     */
    private record Cursor(int era, int page, Catalogue.Position after) {
        private static final byte[] AWKWARD = {(byte) 0xfb, (byte) 0xef, (byte) 0xbe, -1, -1, -1};

        String text() {
            var place = "%x#%x#%x#%x".formatted(era, page, after.modified().toEpochMilli(), after.row() + 1);
            var padded = place + (place.length() % 3 == 0 ? "#" : "");
            var bytes = new byte[AWKWARD.length + padded.length()];
            System.arraycopy(AWKWARD, 0, bytes, 0, AWKWARD.length);
            System.arraycopy(padded.getBytes(UTF_8), 0, bytes, AWKWARD.length, padded.length());
            return Base64.getEncoder().encodeToString(bytes);
        }

        static Optional<Cursor> parse(String text) {
            try {
                var bytes = Base64.getDecoder().decode(text);
                var parts = new String(bytes, AWKWARD.length, bytes.length - AWKWARD.length, UTF_8).split("#");
                return Optional.of(new Cursor(
                        Integer.parseInt(parts[0], 16),
                        Integer.parseInt(parts[1], 16),
                        new Catalogue.Position(
                                Instant.ofEpochMilli(Long.parseLong(parts[2], 16)),
                                Integer.parseInt(parts[3], 16) - 1)));
            } catch (RuntimeException notOurs) {
                return Optional.empty();
            }
        }
    }

    private Answer list(Request request, Faults.OnPage faults) {
        var after = request.parameter("after");
        var next = request.parameter("next");
        if (after.isPresent() == next.isPresent()) {
            return BoknettLogin.error("PARAMETERS", "One of next and after is required, not both");
        }
        var asked = request.parameter("pagesize").orElse("10000");
        if (!asked.matches("[1-9]\\d{0,8}")) {
            return BoknettLogin.error("PAGESIZE", "pagesize is a number");
        }
        if (Integer.parseInt(asked) > boknett.mostPerPage()) {
            return Answer.empty(413);
        }
        Optional<Cursor> start = next.isPresent() ? resume(request, next.get(), faults) : begin(after.get());
        if (start.isEmpty()) {
            return next.isPresent()
                    ? BoknettLogin.error("NEXT", "The cursor is not known, or too old")
                    : BoknettLogin.error("AFTER", "after is no time yyyyMMddHHmmss, or too old");
        }
        return page(request, start.get(), next, Integer.parseInt(asked), faults);
    }

    private Optional<Cursor> resume(Request request, String next, Faults.OnPage faults) {
        // An unescaped + / = is taken amiss, as a strict server may.
        var escaped = request.target().matches(".*[?&]next=[\\w.~%-]*(&.*)?");
        return Cursor.parse(next)
                .filter(cursor -> escaped && cursor.era() == boknett.era() && !faults.take(Fault.Kind.BAD_TOKEN));
    }

    /** By the clock of Oslo, as the one cursor ever seen in public suggests. */
    private Optional<Cursor> begin(String after) {
        try {
            var local = LocalDateTime.parse(after, AFTER);
            // An hour that did not exist.
            if (OSLO.getRules().getValidOffsets(local).isEmpty()) {
                return Optional.empty();
            }
            var time = local.atZone(OSLO).toInstant();
            return boknett.isTooOld(time)
                    ? Optional.empty()
                    : Optional.of(new Cursor(boknett.era(), 1, new Catalogue.Position(time, -1)));
        } catch (DateTimeException unreadable) {
            return Optional.empty();
        }
    }

    private Answer page(Request request, Cursor start, Optional<String> asked, int size, Faults.OnPage faults) {
        if (faults.take(Fault.Kind.NO_RECORDS)) {
            var same = new Cursor(start.era(), start.page() + 1, start.after());
            return linked(request, atom(feed.of(Stream.of(), false, faults)), same.text(), true, size);
        }
        var titles = new java.util.ArrayList<Title>();
        var reached = start.after();
        var rest = boknett.after(reached);
        while (rest.hasNext() && titles.size() < size) {
            titles.add(rest.next());
            reached = titles.get(titles.size() - 1).position();
        }
        var more = rest.hasNext();
        var answer = atom(feed.of(titles.stream(), false, faults));
        var next = new Cursor(boknett.era(), start.page() + 1, reached).text();
        if (faults.take(Fault.Kind.SAME_TOKEN)) {
            next = asked.orElse(next);
        } else if (!more) {
            next = last(next, asked, titles.isEmpty());
        }
        return linked(request, answer, next, more, size);
    }

    /** What the last page says of the next. */
    private String last(String next, Optional<String> asked, boolean empty) {
        return switch (boknett.end()) {
            case SAME_CURSOR -> empty ? asked.orElse(null) : next;
            case NEW_CURSOR -> next;
            case REPEATED_CURSOR -> asked.orElse(next);
            case NO_CURSOR -> null;
        };
    }

    private Answer linked(Request request, Answer answer, String next, boolean more, int size) {
        if (next == null) {
            return answer;
        }
        var query = "?next=" + java.net.URLEncoder.encode(next, UTF_8) + "&pagesize=" + size;
        var link =
                switch (boknett.links()) {
                    case RFC_8288, ALONE -> "<" + request.address() + query + ">; rel=\"next\"";
                    case BARE -> request.address() + query;
                    case ELSEWHERE -> "<http://127.0.0.1:9/dds/inventory/v2" + query + ">; rel=\"next\"";
                };
        var linked = more ? answer.with(boknett.header("Link"), link) : answer;
        var alone = more && boknett.links() == Boknett.Links.ALONE;
        return alone ? linked : linked.with(boknett.header("Next"), next);
    }

    // v1

    private Answer v1(Request request, Faults.OnPage faults) {
        var state = request.parameter("state").filter(s -> !s.isEmpty());
        var from = request.parameter("fromDate");
        var to = request.parameter("toDate");
        if (state.isPresent() && !state.get().matches(STATES)
                || state.isEmpty() && (from.isPresent() || to.isPresent())) {
            return BoknettLogin.error("STATE", "state is mandatory with dates, and one of " + STATES);
        }
        try {
            var first = from.map(BoknettInventory::day).orElse(Instant.MIN);
            var last = to.map(BoknettInventory::day)
                    .map(day -> day.plus(1, ChronoUnit.DAYS))
                    .orElse(Instant.MAX);
            var titles = boknett.titles()
                    .filter(t -> request.parameter("isbn")
                            .map(isbn -> isbn.equals(t.isbn()))
                            .orElse(true))
                    .filter(t -> request.parameter("id")
                            .map(id -> id.equals(t.uuid()))
                            .orElse(true))
                    .filter(t -> isIn(t, state.orElse(""), first, last))
                    .sorted(Comparator.comparing(Title::position))
                    .collect(Collectors.toList());
            return atom(feed.of(titles.stream(), true, faults));
        } catch (DateTimeException unreadable) {
            return BoknettLogin.error("DATE", "A date is written ddMMyyyy");
        }
    }

    private static Instant day(String text) {
        return LocalDate.parse(text, DAY).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static boolean isIn(Title title, String state, Instant first, Instant last) {
        return switch (state) {
            case "" -> true;
            case "PUBLISHED" -> title.published();
            case "ACCESS" -> title.access();
            case "DELETED" -> title.deleted() != null && isWithin(title.deleted(), first, last);
            case "UNPUBLISHED" -> !title.published() && isWithin(title.updated(), first, last);
            default -> isWithin(title.updated(), first, last);
        };
    }

    private static boolean isWithin(Instant time, Instant first, Instant last) {
        return !time.isBefore(first) && time.isBefore(last);
    }
}
