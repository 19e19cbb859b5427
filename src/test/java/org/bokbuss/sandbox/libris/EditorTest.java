package org.bokbuss.sandbox.libris;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import org.bokbuss.sandbox.Sandbox;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Another cataloguer who edits while we write. */
class EditorTest {
    private final Sandbox sandbox = Sandbox.with().bibs(80).start();
    private final Cataloguer us = Cataloguer.of(sandbox);
    private final String one = us.hold(us.bibNotHeld());
    private final String other = us.hold(us.bibNotHeld());

    @AfterEach
    void close() {
        sandbox.close();
    }

    /** Reads and puts a copy number, until nobody came in between. */
    private void put(String id, String copyNumber) {
        int status;
        do {
            var read = us.read(id);
            var document = Web.json(read);
            ((ObjectNode) document.at("/@graph/1")).put("copyNumber", copyNumber);
            status = us.put(id, document, Cataloguer.tag(read)).statusCode();
        } while (status == 412);
        assertThat(status).isEqualTo(204);
    }

    @Test
    void whoRespectsTagsLosesNoneOfItsEdits() {
        try (var editor = sandbox.writing().editor(List.of(one, other), Duration.ofMillis(25))) {
            for (var i = 0; i < 10; i++) {
                put(one, "a" + i);
                put(other, "b" + i);
            }
            await().until(() -> editor.edits().size() > 20);
            editor.stop();

            assertThat(editor.lost()).isEmpty();
            assertThat(editor.edits()).extracting(Editor.Edit::id).contains(one, other);
        }
        assertThat(sandbox.writing().document(one).at("/@graph/1/copyNumber").asText())
                .isEqualTo("a9");
        assertThat(sandbox.writing().received()).extracting(Write::status).contains(204);
    }

    @Test
    void anEditThatIsOverwrittenIsFoundToBeLost() {
        try (var editor = sandbox.writing().editor(List.of(one), Duration.ofMillis(1))) {
            await().until(() -> editor.edits().size() > 3);
            editor.stop();
            var first = editor.edits().get(0);

            sandbox.writing().edit(one, document -> {
                document.withArray("/@graph/1/custodialHistory").remove(0);
                return document;
            });

            assertThat(editor.lost()).containsExactly(first);
        }
    }

    @Test
    void whatIsDeletedIsLeftAlone() {
        sandbox.writing().delete(one);
        try (var editor = sandbox.writing().editor(List.of(one, other), Duration.ofMillis(1))) {
            await().until(() -> editor.edits().size() > 3);

            assertThat(editor.edits()).extracting(Editor.Edit::id).containsOnly(other);
        }
        assertThat(sandbox.catalogue().record(one).deleted()).isTrue();
    }
}
