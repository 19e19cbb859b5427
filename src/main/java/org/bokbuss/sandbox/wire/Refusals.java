package org.bokbuss.sandbox.wire;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/** Answers given in place of the upstream's own. */
public final class Refusals {
    private static final String WEB_PAGE =
            "<!DOCTYPE html>\n<html lang=\"sv\"><head><meta charset=\"utf-8\"><title>Libris</title>"
                    + "</head><body><h1>Vi är snart tillbaka</h1><p>Tjänsten uppdateras.<br>Försök igen.</body></html>\n";

    private Refusals() {}

    /** The answer to give instead on this page, if any. */
    public static Optional<Answer> on(Faults.OnPage faults) {
        return faults.take(Fault.Stage.REFUSAL).map(Refusals::of);
    }

    private static Answer of(Fault fault) {
        return switch (fault.kind()) {
            case STATUS -> status(fault.status(), fault.value());
            case HTML -> Answer.text(200, "text/html;charset=utf-8", WEB_PAGE);
            case REDIRECT -> Answer.proxyPage(302).with("Location", fault.value());
            default -> Answer.empty(200).with("Content-Type", "text/xml;charset=utf-8");
        };
    }

    private static Answer status(int status, String retryAfter) {
        var page = Answer.proxyPage(status);
        if (retryAfter.isEmpty()) {
            return page;
        }
        return page.with("Retry-After", retryAfter.startsWith("date:") ? ahead(retryAfter.substring(5)) : retryAfter);
    }

    private static String ahead(String seconds) {
        return RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(Long.parseLong(seconds)));
    }
}
