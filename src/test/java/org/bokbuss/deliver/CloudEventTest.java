package org.bokbuss.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultMessage;
import org.junit.jupiter.api.Test;

class CloudEventTest {
    private final Message message = message();

    private static Message message() {
        Message message = new DefaultMessage(new DefaultCamelContext());
        message.setHeader(CloudEvent.ID, "1");
        message.setHeader(CloudEvent.SOURCE, "s");
        message.setHeader(CloudEvent.TYPE, CloudEvent.CHANGED);
        message.setHeader(CloudEvent.SUBJECT, "r");
        message.setHeader(CloudEvent.VERSION, "1.0");
        return message;
    }

    private Map<String, String> attributes() throws Exception {
        return CloudEvent.of(message, "a sink").attributes();
    }

    @Test
    void anExtensionHasCamelsNameAndItsFormerOne() throws Exception {
        CloudEvent.setExtension(message, "itemof", "a");

        assertThat(message.getHeaders())
                .containsEntry("CamelCloudEventItemof", "a")
                .containsEntry("Bokbuss-itemof", "a");
        assertThat(CloudEvent.extension(message, "itemof")).isEqualTo("a");
        assertThat(attributes()).containsOnlyKeys("specversion", "id", "source", "type", "subject", "itemof");

        CloudEvent.setExtension(message, "itemof", null);
        assertThat(attributes()).doesNotContainKey("itemof");
    }

    @Test
    void camelsNameCounts() throws Exception {
        message.setHeader("CamelCloudEventItemof", "new");
        message.setHeader("Bokbuss-itemof", "old");
        message.setHeader("Bokbuss-note", "a team's own");

        assertThat(attributes()).containsEntry("itemof", "new").containsEntry("note", "a team's own");
        assertThat(CloudEvent.extension(message, "itemof")).isEqualTo("new");
        assertThat(CloudEvent.extension(message, "note")).isEqualTo("a team's own");
    }

    /** Boknett's entries have a version, and so has CloudEvents. */
    @Test
    void noExtensionTakesTheHeaderOfAnAttributeOfCloudEventsItself() throws Exception {
        CloudEvent.setExtension(message, "version", "3");

        assertThat(message.getHeader(CloudEvent.VERSION)).isEqualTo("1.0");
        assertThat(CloudEvent.extension(message, "version")).isEqualTo("3");
        assertThat(attributes()).containsEntry("version", "3").containsEntry("specversion", "1.0");
    }
}
