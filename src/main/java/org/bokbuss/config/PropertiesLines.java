package org.bokbuss.config;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** The settings of a properties text with the line each begins on, which {@link Properties} does not tell. */
public final class PropertiesLines {

    private PropertiesLines() {}

    /** A setting; without key where its line cannot be read. */
    public record Setting(String key, String value, int line) {

        public boolean isMalformed() {
            return key == null;
        }
    }

    /** The settings in their order, comments and empty lines left out. */
    public static List<Setting> of(String text) {
        List<Setting> settings = new ArrayList<>();
        StringBuilder logical = new StringBuilder();
        int number = 0;
        int first = 0;
        for (String line : text.split("\\R", -1)) {
            number++;
            boolean begins = logical.length() == 0;
            if (begins) {
                first = number;
                String start = line.stripLeading();
                if (start.isEmpty() || start.startsWith("#") || start.startsWith("!")) {
                    continue;
                }
            }
            logical.append(line).append('\n');
            if (!continues(line)) {
                add(settings, logical.toString(), first);
                logical.setLength(0);
            }
        }
        if (logical.length() > 0) {
            add(settings, logical.toString(), first);
        }
        return settings;
    }

    /** An odd number of backslashes at the end. */
    private static boolean continues(String line) {
        int slashes = 0;
        while (slashes < line.length() && line.charAt(line.length() - 1 - slashes) == '\\') {
            slashes++;
        }
        return slashes % 2 == 1;
    }

    private static void add(List<Setting> settings, String logical, int line) {
        Properties one = new Properties();
        try {
            one.load(new StringReader(logical));
        } catch (IllegalArgumentException e) {
            // A backslash and u without four hexadecimal digits after it: a Windows path, mostly.
            settings.add(new Setting(null, null, line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        one.forEach((key, value) -> settings.add(new Setting(key.toString(), value.toString(), line)));
    }
}
