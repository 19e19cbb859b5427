package org.bokbuss.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * Camel's own component for OAI-PMH, as its page shows it: each page into a file, unsplit.
 *
 * <p>Arguments: the repository's address, the folder to write to, and how many pages there are.
 */
public final class CamelOaiPmh {
    private CamelOaiPmh() {}

    public static void main(String[] args) throws Exception {
        Path folder = Files.createDirectories(Path.of(args[1]));
        CountDownLatch pages = new CountDownLatch(Integer.parseInt(args[2]));
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("oaipmh:" + args[0].replace("http://", "")
                                    + "/api/oaipmh/?metadataPrefix=marcxml&set=bib&initialDelay=0&delay=1")
                            .process(page -> {
                                Files.writeString(
                                        folder.resolve(pages.getCount() + ".xml"),
                                        page.getMessage().getBody(String.class),
                                        StandardOpenOption.CREATE_NEW);
                                pages.countDown();
                            });
                }
            });
            context.start();
            pages.await();
        }
    }
}
