package org.bokbuss.split;

import java.util.List;
import java.util.Random;

/** Writes well-formed pages with everything in them that XML allows. */
final class PageWriter {
    private static final List<String> TEXTS = List.of(
            "a",
            "åäö ÅÄÖ",
            "🦐𝄞",
            " \n\t",
            "\r\n",
            "&amp;&lt;&gt;&quot;&apos;",
            "&#229;&#xE5;&#x1F990;",
            "]] ]> ]",
            ">",
            "'\"",
            "<![CDATA[<a>&x;]] ]>å]]>",
            "<![CDATA[]]>",
            "<!-- </record> å - -->",
            "<?pi a ? > å?>",
            "<?p?>",
            "en längre text som går över flera ord i följd");
    private static final List<String> VALUES =
            List.of("", "1", ">", "/>", "å 🦐", "&amp;&#10;", "\n\t ", "en längre text i ett värde", "a=b");
    private static final List<String> NAMES = List.of("a", "record", "bok", "Örn", "x-1._y", "metadata", "b");

    private final Random random;

    PageWriter(Random random) {
        this.random = random;
    }

    String page() {
        String prefix = random.nextBoolean() ? "" : "b:";
        String root = prefix + "root";
        StringBuilder page = new StringBuilder();
        page.append(random.nextBoolean() ? "\n<!-- å -->\n" : "");
        page.append('<').append(root);
        page.append(prefix.isEmpty() ? " xmlns='urn:bok'" : " xmlns:b='urn:bok'");
        page.append(" xmlns:q=\"urn:q&amp;'\" xmlns:r='urn:r\"'");
        page.append(random.nextBoolean() && !prefix.isEmpty() ? " xmlns='urn:d'" : "")
                .append(">");
        int records = random.nextInt(5);
        for (int i = 0; i < records; i++) {
            between(page);
            element(page, prefix + "record", 0);
        }
        between(page);
        page.append("</").append(root).append(random.nextBoolean() ? ">" : " \n>");
        return page.append(random.nextBoolean() ? "<?slut?> \n" : "").toString();
    }

    private void between(StringBuilder page) {
        switch (random.nextInt(4)) {
            case 0 -> page.append(pick(TEXTS));
            case 1 -> element(page, "q:other", 2);
            default -> page.append(random.nextBoolean() ? "\n" : "");
        }
    }

    private void element(StringBuilder page, String name, int depth) {
        page.append('<').append(name);
        attributes(page);
        if (random.nextInt(6) == 0) {
            page.append(random.nextBoolean() ? "/>" : " />");
            return;
        }
        page.append(random.nextInt(5) == 0 ? "\n>" : ">");
        int parts = depth > 4 ? 1 : random.nextInt(5);
        for (int i = 0; i < parts; i++) {
            if (depth <= 4 && random.nextBoolean()) {
                element(page, pick(List.of("", "", "q:")) + pick(NAMES), depth + 1);
            } else {
                page.append(pick(TEXTS));
            }
        }
        page.append("</").append(name).append(random.nextInt(5) == 0 ? " >" : ">");
    }

    private void attributes(StringBuilder page) {
        if (random.nextInt(6) == 0) {
            page.append(pick(List.of(
                    " xmlns='urn:bok'", " xmlns='urn:other'", " xmlns:q='urn:bok'", " xmlns:s = \"urn:s\" s:a='1'")));
        }
        if (random.nextInt(8) == 0) {
            page.append(" xml:lang='sv' xml:space=\"preserve\"");
        }
        for (String name : List.of("ind1", "ind2", "q:c", "r:c", "å")) {
            if (random.nextInt(4) == 0) {
                String quote = random.nextBoolean() ? "'" : "\"";
                page.append(random.nextInt(4) == 0 ? "\n  " : " ").append(name);
                page.append(random.nextInt(6) == 0 ? " = " : "=").append(quote);
                page.append(pick(VALUES)).append(quote);
            }
        }
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
