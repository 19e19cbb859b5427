package org.bokbuss.boknett;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import org.bokbuss.fetch.Request;
import org.bokbuss.fetch.Response;
import org.bokbuss.fetch.SourceFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An entry that is not Atom's is not skipped. */
class InventoryFeedTest {
    @TempDir
    Path folder;

    private InventoryFeed feed(String content) throws Exception {
        Request request = Request.get(URI.create("http://localhost/inventory"), null);
        String feed = "<feed xmlns='" + InventoryEntry.ATOM + "'><title>å</title>" + content + "</feed>";
        return new InventoryFeed(Response.of(request, "application/atom+xml", feed.getBytes(UTF_8), folder));
    }

    @Test
    void asksAgainForAFeedWithAnEntryInNoNamespace() throws Exception {
        assertThat(feed("<entry/>").entries().count()).isOne();
        InventoryFeed odd = feed("<entry/><entry xmlns=''/>");
        assertThatThrownBy(odd::entries).isInstanceOfSatisfying(SourceFailure.class, e -> assertThat(e.kind())
                .isEqualTo(SourceFailure.Kind.TRANSIENT));
    }
}
