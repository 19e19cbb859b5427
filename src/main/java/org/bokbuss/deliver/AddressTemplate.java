package org.bokbuss.deliver;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.bokbuss.config.Settings;
import org.bokbuss.config.UserError;
import org.bokbuss.fetch.Query;

/**
 * An address with expressions of Camel's Simple language in it, {@code https://host/records/${header.CamelCloudEventSubject}}:
 * what they give is percent-encoded, so that a record cannot lead elsewhere.
 */
final class AddressTemplate {
    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{[^}]*}");

    /** Scheme and host, which no record decides. */
    private static final Pattern SITE = Pattern.compile("(?i)(https?://[^/?#${}]+)[/?]?.*", Pattern.DOTALL);

    private final URI site;
    private final List<String> texts = new ArrayList<>();
    private final List<Expression> expressions = new ArrayList<>();

    /**
     * @param parameter its name, for messages
     * @throws UserError if it is no address that can be used
     */
    AddressTemplate(CamelContext context, String parameter, String text) {
        Matcher site = SITE.matcher(text);
        if (!site.matches() || !Settings.isAddress(site.group(1))) {
            // Not repeated: it may hold a password.
            throw new UserError(parameter + " of record-http-sink is no address that can be used: write https://, the"
                    + " receiver's host and a path; a login goes into login or headers");
        }
        this.site = URI.create(site.group(1));
        Matcher expression = EXPRESSION.matcher(text);
        int end = 0;
        while (expression.find()) {
            texts.add(Query.legal(text.substring(end, expression.start())));
            expressions.add(context.resolveLanguage("simple").createExpression(expression.group()));
            end = expression.end();
        }
        texts.add(Query.legal(text.substring(end)));
        // Wrong ones are named now.
        uri(String.join("", texts));
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException wrong) {
            throw new UserError("record-http-sink: " + text + " is no address: " + wrong.getReason(), wrong);
        }
    }

    /** Scheme, host and port. */
    URI site() {
        return site;
    }

    /** Whether each record has its own. */
    boolean isOfTheRecord() {
        return !expressions.isEmpty();
    }

    /** All that is the same for each record. */
    URI common() {
        return isOfTheRecord() ? site.resolve("/") : uri(texts.get(0));
    }

    /** The record's. */
    URI of(Exchange record) {
        StringBuilder text = new StringBuilder(texts.get(0));
        for (int i = 0; i < expressions.size(); i++) {
            String value = expressions.get(i).evaluate(record, String.class);
            text.append(Query.encode(value == null ? "" : value).replace("+", "%20"))
                    .append(texts.get(i + 1));
        }
        return uri(text.toString());
    }
}
