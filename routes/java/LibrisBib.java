import org.apache.camel.builder.RouteBuilder;

/**
 * The pipeline of routes/libris-bib.camel.yaml once more, for teams that rather write Java:
 * bibliographic records of one library, as MARCXML in CloudEvents, every five minutes.
 * Run it with: once libris-bib-java --routes routes/java
 */
public class LibrisBib extends RouteBuilder {
    @Override
    public void configure() {
        from("kamelet:libris-oaipmh-source?pipeline=libris-bib-java&set=bib:S&metadataPrefix=marcxml&from=2024-01-01T00:00:00Z")
                .routeId("libris-bib-java")
                .autoStartup("{{libris-bib-java.enabled:false}}")
                .to("kamelet:record-file-sink?directory=out/libris-bib-java&format=cloudevents");
    }
}
