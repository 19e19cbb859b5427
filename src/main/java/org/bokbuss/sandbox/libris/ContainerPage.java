package org.bokbuss.sandbox.libris;

import org.bokbuss.sandbox.catalogue.Xml;
import org.bokbuss.sandbox.wire.Answer;
import org.bokbuss.sandbox.wire.Request;

/** The error page of Jetty, the container Libris runs in: what answers before, or beside, Libris' own code. */
final class ContainerPage {
    private ContainerPage() {}

    static Answer of(int status, String message, Request request) {
        var text = Xml.escape(message);
        var title = status + " " + text;
        return Answer.text(
                        status,
                        "text/html;charset=iso-8859-1",
                        "<html>\n<head>\n<meta http-equiv=\"Content-Type\" content=\"text/html;charset=ISO-8859-1\"/>\n"
                                + "<title>Error " + title + "</title>\n</head>\n<body><h2>HTTP ERROR " + title
                                + "</h2>\n<table>\n<tr><th>URI:</th><td>" + Xml.escape(request.path())
                                + "</td></tr>\n<tr><th>STATUS:</th><td>" + status
                                + "</td></tr>\n<tr><th>MESSAGE:</th><td>" + text
                                + "</td></tr>\n</table>\n\n</body>\n</html>\n")
                .with("Cache-Control", "must-revalidate,no-cache,no-store");
    }
}
