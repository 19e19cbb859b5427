package org.bokbuss.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bokbuss.config.Finding;
import org.bokbuss.config.Secrets;

/**
 * What stands in the route files of a folder, as far as Bokbuss looks: routes, the kamelets they use, and every text that
 * may hold a placeholder.
 */
record RouteFiles(List<RouteText> routes, List<KameletUse> uses, List<RouteFile.Text> texts, List<Finding> findings) {

    static RouteFiles in(Path folder) {
        RouteFiles all = new RouteFiles(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        if (!Files.isDirectory(folder)) {
            all.findings.add(
                    Finding.error(folder, 0, "there is no such folder: create it, or name another one with --routes"));
            return all;
        }
        try (Stream<Path> listed = Files.list(folder)) {
            List<Path> names = listed.sorted().toList();
            names.forEach(RouteFiles::learnSecrets);
            List<Path> files = names.stream().filter(RouteFiles::holdsRoutes).toList();
            files.forEach(file -> all.add(RouteFile.read(file)));
            // A folder of Java routes only is a complete one.
            if (files.isEmpty()
                    && names.stream().noneMatch(name -> name.toString().endsWith(".java"))) {
                all.findings.add(nothingIn(folder, names));
            }
        } catch (IOException e) {
            all.findings.add(Finding.error(folder, 0, "the folder cannot be read: check its permissions"));
        }
        return all;
    }

    /** Of those written into a route, in YAML or in Java. */
    private static void learnSecrets(Path file) {
        if (file.toString().matches("(?s).*\\.(ya?ml|java)") && Files.isRegularFile(file)) {
            try {
                Secrets.learnFrom(Files.readString(file, StandardCharsets.UTF_8));
            } catch (IOException unreadable) {
                // Told when its routes are read; nothing of it is shown.
            }
        }
    }

    /** These files too. */
    RouteFiles with(List<RouteFile> files) {
        files.forEach(this::add);
        return this;
    }

    private void add(RouteFile file) {
        routes.addAll(file.routes());
        uses.addAll(file.uses());
        texts.addAll(file.texts());
        findings.addAll(file.findings());
    }

    private static boolean holdsRoutes(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".camel.yaml") || name.endsWith(".camel.yml");
    }

    private static Finding nothingIn(Path folder, List<Path> names) {
        String todo = names.stream()
                .map(name -> name.getFileName().toString())
                .filter(name -> name.endsWith(".yaml") || name.endsWith(".yml"))
                .findFirst()
                .map(name -> "rename " + name + " to " + name.replaceFirst("\\.ya?ml$", "") + ".camel.yaml")
                .orElse("put a route file there, or name another folder with --routes");
        return Finding.error(folder, 0, "no *.camel.yaml files here: " + todo);
    }
}
