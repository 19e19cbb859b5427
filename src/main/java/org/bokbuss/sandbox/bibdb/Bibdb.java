package org.bokbuss.sandbox.bibdb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bokbuss.sandbox.catalogue.Descriptions;
import org.bokbuss.sandbox.wire.Answer;
import org.bokbuss.sandbox.wire.Body;
import org.bokbuss.sandbox.wire.Fault;
import org.bokbuss.sandbox.wire.Faults;
import org.bokbuss.sandbox.wire.JsonArray;
import org.bokbuss.sandbox.wire.Request;
import org.bokbuss.sandbox.wire.Upstream;

/**
 * Biblioteksdatabasen, the directory of libraries: by offset until a page is empty, without total or links, and with
 * values as people typed them. Of the two names that the documentation gives the date, one works; the other is ignored.
 */
public final class Bibdb implements Upstream {
    static final String PATH = "/api/lib";

    private static final int DEFAULT_N = 200;
    private static final ZoneId STOCKHOLM = ZoneId.of("Europe/Stockholm");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> OWN =
            Set.of("sigel", "dump", "updated", "updatedDatum", "start", "n", "level", "limit", "alive");
    private static final Set<String> BRIEF =
            Set.of("sigel", "name", "dept", "type", "alive", "sigel_old", "sigel_new", "date_modified");
    private static final String[] TYPES = {
        "folkbib", "folkbib", "univbib", "gymbib", "sjukbib", "specbib", "musbib", "skolbib"
    };
    private static final String[] TOWNS = {"Stockholm", "Göteborg", "Malmö", "Umeå", "Örebro", "Växjö", "Åmål", "Luleå"
    };

    private final Directory directory;
    private final int pageSize;
    private final String dateParameter;

    public Bibdb(Directory directory, int pageSize, String dateParameter) {
        this.directory = directory;
        this.pageSize = pageSize;
        this.dateParameter = dateParameter;
    }

    @Override
    public boolean serves(String path) {
        return path.equals(PATH);
    }

    @Override
    public int page(Request request) {
        return request.parameter("sigel").isPresent() || n(request) == 0 ? 0 : start(request) / n(request) + 1;
    }

    private static int start(Request request) {
        return number(request, "start", 0);
    }

    private int n(Request request) {
        return Math.min(number(request, "n", DEFAULT_N), pageSize);
    }

    private static int number(Request request, String name, int otherwise) {
        var text = request.parameter(name).orElse("");
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : otherwise;
    }

    @Override
    public Answer answer(Request request, Faults.OnPage faults) {
        var found = faults.take(Fault.Kind.NO_RECORDS) ? List.<JsonNode>of() : found(request);
        var query = JSON.createObjectNode().put("operation", operation(request));
        var list = new JsonArray("{\"query\": " + query + ", \"libraries\": ", faults);
        found.stream().skip(start(request)).limit(n(request)).forEach(list::add);
        return new Answer(200, Map.of("Content-Type", "application/json"), Body.of(list.end("}")));
    }

    private static String operation(Request request) {
        return request.parameters().stream()
                .filter(p -> Set.of("sigel", "dump", "updated", "updatedDatum").contains(p.name()))
                .map(p -> p.name().equals("dump") ? "dump" : p.name() + " " + p.value())
                .collect(Collectors.joining(", "));
    }

    private List<JsonNode> found(Request request) {
        var sigels = request.parameter("sigel").map(s -> List.of(s.split(","))).orElse(List.of());
        var asked = !sigels.isEmpty() || request.parameters().stream().anyMatch(p -> !isPaging(p.name()));
        var since = since(request);
        var found = new ArrayList<JsonNode>();
        directory
                .libraries()
                .filter(library -> asked && !library.modified().isBefore(since))
                .filter(library -> sigels.isEmpty() || sigels.contains("*") || sigels.contains(library.sigel()))
                .map(library -> JSON.valueToTree(library(library)))
                .map(JsonNode.class::cast)
                .filter(library -> fits(library, request))
                .forEach(library -> found.add(brief(library, request)));
        return found;
    }

    private static boolean isPaging(String name) {
        return name.equals("start") || name.equals("n") || name.equals("level");
    }

    private Instant since(Request request) {
        try {
            return request.parameter(dateParameter)
                    .map(day -> LocalDate.parse(day).atStartOfDay(STOCKHOLM).toInstant())
                    .orElse(Instant.MIN);
        } catch (DateTimeException noDay) {
            return Instant.MIN;
        }
    }

    private static boolean fits(JsonNode library, Request request) {
        return request.parameters().stream()
                .filter(p -> !OWN.contains(p.name()))
                .allMatch(p -> has(library, p.name().split("\\."), 0, p.value()));
    }

    private static boolean has(JsonNode node, String[] path, int at, String value) {
        if (node.isArray()) {
            for (var each : node) {
                if (has(each, path, at, value)) {
                    return true;
                }
            }
            return false;
        }
        return at == path.length
                ? node.asText().equalsIgnoreCase(value)
                : node.has(path[at]) && has(node.get(path[at]), path, at + 1, value);
    }

    private static JsonNode brief(JsonNode library, Request request) {
        if (request.parameter("level").filter("brief"::equals).isPresent()) {
            ((ObjectNode) library).retain(BRIEF);
        }
        return library;
    }

    // The values of a library, among them all that is odd in the real ones.

    private static ObjectNode library(Library library) {
        var number = library.number();
        var town = TOWNS[number % TOWNS.length];
        var json = JSON.createObjectNode();
        json.put("sigel", library.sigel());
        json.put("name", number % 6 == 2 ? "  " + name(library, town) + " " : name(library, town));
        json.put("dept", number % 3 == 0 ? "Avdelningen för äldre tryck" : "");
        json.put("type", number % 29 == 28 ? "bibliography" : "library");
        json.put("alive", library.alive());
        json.put("sigel_old", "").put("sigel_new", library.successor());
        json.put("date_created", local(library.created()));
        json.put("date_modified", local(library.modified()));
        json.put("country_code", number % 31 == 30 ? "no" : "se");
        json.put("municipality_code", number % 7 == 0 ? "" : String.format("%04d", 100 + number % 2400));
        json.put("school_code", "");
        json.put("library_type", TYPES[number % TYPES.length]);
        json.put("statistics", number % 2 == 0 ? "true" : "");
        switch (number % 3) {
            case 0 -> json.put("libris_reg", true);
            case 1 -> json.put("libris_reg", "true");
            default -> json.put("libris_reg", "false");
        }
        coordinates(json, number);
        switch (number % 5) {
            case 0 -> json.put("url", "http://");
            case 1 -> json.put("url", "");
            default -> json.put("url", " https://bibliotek" + number + ".example/ ");
        }
        json.putObject("organisation").put("code", "ORG" + number % 40).put("name", town + "s kommun");
        address(json, number, town);
        json.putObject("ils")
                .put("catalogue_url", "https://katalog" + number + ".example/")
                .put("opacsyntax_bibid", "https://katalog" + number + ".example/bib/%BIB_ID%")
                .put("opacsyntax_isbn", "");
        json.put("eod", "").put("eod_url", "");
        json.put("opening_hours", "måndag–torsdag 10–19\nfredag 10–17");
        return json;
    }

    private static String name(Library library, String town) {
        return town + "s bibliotek" + (library.version() < Descriptions.FIRST_REVISION ? "" : " " + library.version());
    }

    private static void coordinates(ObjectNode json, int number) {
        var latitude = 55.5 + number % 130 / 10.0;
        var longitude = 11.5 + number % 110 / 10.0;
        switch (number % 9) {
            case 0 -> json.put("latitude", 0).put("longitude", 0);
            case 1 -> json.putNull("latitude").putNull("longitude");
            case 2 -> json.put("latitude", longitude).put("longitude", latitude);
            case 3 -> json.put("latitude", Double.toString(latitude)).put("longitude", " " + longitude);
            case 4 -> json.put("latitude", "").put("longitude", "");
            default -> json.put("latitude", latitude).put("longitude", longitude);
        }
    }

    private static void address(ObjectNode json, int number, String town) {
        var addresses = json.putArray("address");
        for (var type : Arrays.asList("gen", "ill").subList(0, number % 8 == 5 ? 1 : 2)) {
            addresses
                    .addObject()
                    .put("address_type", type)
                    .put("street", "Bibliotekstorget " + (number + 1) + (number % 4 == 1 ? " " : ""))
                    .put("zip_code", String.format("%03d %02d", 100 + number % 800, number % 100))
                    .put("city", town)
                    .put("attention_dept", "")
                    .put("telephone", "");
        }
    }

    /** As bibdb writes times: Swedish local time, no zone. */
    private static String local(Instant time) {
        return LocalDateTime.ofInstant(time, STOCKHOLM).toString().length() == 16
                ? LocalDateTime.ofInstant(time, STOCKHOLM) + ":00"
                : LocalDateTime.ofInstant(time, STOCKHOLM).toString();
    }
}
