package org.bokbuss.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.xml.sax.SAXException;

/** Asks a sandbox as any client would. */
public final class Client {
    private static final Pattern TOKEN = Pattern.compile("<resumptionToken>([^<]+)</resumptionToken>");
    private static final Pattern IDENTIFIER = Pattern.compile("<identifier>([^<]+)</identifier>");

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI oaiPmh;

    public Client(Sandbox sandbox) {
        this.oaiPmh = sandbox.oaiPmh();
    }

    /** Parameters as {@code name=value}; values are encoded here. */
    public URI address(String... parameters) {
        var query = new StringBuilder();
        for (var parameter : parameters) {
            var pair = parameter.split("=", 2);
            query.append(query.isEmpty() ? "?" : "&")
                    .append(pair[0])
                    .append('=')
                    .append(URLEncoder.encode(pair[1], UTF_8));
        }
        return URI.create(oaiPmh + query.toString());
    }

    public HttpResponse<byte[]> bytes(String... parameters) throws IOException {
        return send(HttpRequest.newBuilder(address(parameters))
                .timeout(Duration.ofSeconds(20))
                .build());
    }

    public HttpResponse<byte[]> send(HttpRequest request) throws IOException {
        try {
            return http.send(request, BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public String text(String... parameters) {
        try {
            return new String(bytes(parameters).body(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All pages of a harvest. */
    public List<String> pages(String... parameters) {
        var pages = new ArrayList<String>();
        var page = text(parameters);
        pages.add(page);
        for (var token = token(page); token.isPresent(); token = token(page)) {
            page = text(parameters[0], "resumptionToken=" + token.get());
            pages.add(page);
        }
        return pages;
    }

    /** The identifiers of a harvest, in their order, with repetitions. */
    public List<String> harvest(String... parameters) {
        return pages(parameters).stream().flatMap(p -> identifiers(p).stream()).toList();
    }

    public static Optional<String> token(String page) {
        var token = TOKEN.matcher(page);
        return token.find() ? Optional.of(token.group(1)) : Optional.empty();
    }

    public static List<String> identifiers(String page) {
        return IDENTIFIER.matcher(page).results().map(m -> m.group(1)).toList();
    }

    public static Document xml(String text) {
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new ByteArrayInputStream(text.getBytes(UTF_8)));
        } catch (SAXException | IOException | ParserConfigurationException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The bare bytes of an answer, for a request with {@code Connection: close}. */
    public byte[] raw(String... parameters) throws IOException {
        try (var socket = new Socket(oaiPmh.getHost(), oaiPmh.getPort())) {
            socket.setSoTimeout(20_000);
            var address = address(parameters);
            var request = "GET " + address.getRawPath() + "?" + address.getRawQuery() + " HTTP/1.1\r\nHost: "
                    + oaiPmh.getAuthority() + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return socket.getInputStream().readAllBytes();
        }
    }
}
