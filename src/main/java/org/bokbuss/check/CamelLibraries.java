package org.bokbuss.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.bokbuss.config.Suggestion;

/** Which of Camel's libraries holds a component, a data format or a language that a route asks for. */
final class CamelLibraries {
    private static final Properties ALL = read();

    private CamelLibraries() {}

    private static Properties read() {
        try (InputStream file = CamelLibraries.class.getResourceAsStream("camel-libraries.properties")) {
            Properties all = new Properties();
            all.load(file);
            return all;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /**
     * What to do where there is none.
     *
     * @param kind {@code component}, {@code dataformat} or {@code language}
     */
    static String advice(String kind, String name) {
        return Optional.ofNullable(ALL.getProperty(kind + "." + name))
                .map(artifact -> "put " + artifact + "-" + ALL.getProperty("version")
                        + ".jar and the libraries it needs into ext/ (mvn -f ext/pom.xml -Dlibrary=" + artifact
                        + " brings them)")
                .orElseGet(() -> "check the spelling"
                        + Suggestion.to(name, names(kind))
                                .map(near -> " (did you mean '" + near + "'?)")
                                .orElse("")
                        + ", or put its library into ext/");
    }

    private static List<String> names(String kind) {
        return ALL.stringPropertyNames().stream()
                .filter(each -> each.startsWith(kind + "."))
                .map(each -> each.substring(kind.length() + 1))
                .collect(Collectors.toList());
    }
}
