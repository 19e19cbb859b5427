package org.bokbuss.check;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.bokbuss.docs.GeneratedPage;
import org.junit.jupiter.api.Test;

/** Where Camel's components are is what its own catalogue says. */
class CamelLibrariesTest {
    @Test
    void theListIsTheCataloguesOwn() {
        CamelCatalog catalog = new DefaultCamelCatalog();
        Map<String, String> all = new TreeMap<>();
        catalog.findComponentNames()
                .forEach(name -> all.put(
                        "component." + name, catalog.componentModel(name).getArtifactId()));
        catalog.findDataFormatNames()
                .forEach(name -> all.put(
                        "dataformat." + name, catalog.dataFormatModel(name).getArtifactId()));
        catalog.findLanguageNames()
                .forEach(name ->
                        all.put("language." + name, catalog.languageModel(name).getArtifactId()));
        StringBuilder text = new StringBuilder("# Generated from Camel's catalogue by CamelLibrariesTest.\nversion=")
                .append(catalog.getCatalogVersion())
                .append('\n');
        all.forEach((name, artifact) ->
                text.append(name).append('=').append(artifact).append('\n'));

        new GeneratedPage(Path.of("src/main/resources/org/bokbuss/check/camel-libraries.properties"))
                .is(text.toString());
    }
}
