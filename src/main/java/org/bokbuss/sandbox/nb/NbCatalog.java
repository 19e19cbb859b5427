package org.bokbuss.sandbox.nb;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.bokbuss.sandbox.catalogue.Dice;
import org.bokbuss.sandbox.wire.Answer;
import org.bokbuss.sandbox.wire.Body;
import org.bokbuss.sandbox.wire.Fault;
import org.bokbuss.sandbox.wire.Faults;
import org.bokbuss.sandbox.wire.JsonArray;
import org.bokbuss.sandbox.wire.Request;
import org.bokbuss.sandbox.wire.Upstream;

/** The items of Norway's National Library, as HAL. */
public final class NbCatalog implements Upstream {
    private static final String PATH = "/catalog/v1/items";
    private static final int DEFAULT_SIZE = 10;

    private final long seed;
    private final int items;
    private final int pageSize;

    /** @param pageSize the most items that a page has, whatever is asked for */
    public NbCatalog(long seed, int items, int pageSize) {
        this.seed = seed;
        this.items = items;
        this.pageSize = pageSize;
    }

    @Override
    public boolean serves(String path) {
        return path.equals(PATH);
    }

    @Override
    public int page(Request request) {
        return number(request, "size", DEFAULT_SIZE) == 1 ? 0 : number(request, "page", 0) + 1;
    }

    private static int number(Request request, String name, int otherwise) {
        String text = request.parameter(name).orElse("");
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : otherwise;
    }

    @Override
    public Answer answer(Request request, Faults.OnPage faults) {
        int size = Math.min(number(request, "size", DEFAULT_SIZE), pageSize);
        int page = number(request, "page", 0);
        var array = new JsonArray("{\"_embedded\":{\"items\":", faults);
        if (!faults.take(Fault.Kind.NO_RECORDS)) {
            IntStream.range(Math.min(items, page * size), Math.min(items, (page + 1) * size))
                    .mapToObj(this::item)
                    .forEach(array::add);
        }
        return new Answer(
                200,
                Map.of("Content-Type", "application/hal+json"),
                Body.of(array.end("},\"page\":{\"size\":%d,\"totalElements\":%d,\"totalPages\":%d,\"number\":%d}}"
                        .formatted(size, items, (items + size - 1) / size, page))));
    }

    private Map<String, Object> item(int number) {
        String id = "%016x".formatted(Dice.roll(seed, number, 90));
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("id", id);
        item.put(
                "metadata",
                Map.of(
                        "title",
                        Dice.pick(seed, number, 91, "Kysten", "Fjorden", "Øyene", "Byen") + " " + number,
                        "identifiers",
                        Map.of("urn", "URN:NBN:no-nb_digibok_" + (2_008_000_000L + number))));
        return item;
    }
}
