package org.bokbuss.oaipmh;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.namespace.QName;
import org.bokbuss.split.XmlElement;
import org.bokbuss.split.XmlRecord;
import org.bokbuss.split.XmlSplitter;

/** What an OAI-PMH answer says beside its records. */
final class Said {
    private final XmlSplitter page;
    private final List<XmlRecord> broken = new ArrayList<>();
    private final List<XmlElement> tokens = new ArrayList<>();
    private final Set<String> named = new TreeSet<>();
    private XmlElement error;
    private String granularity;
    private String deletedRecord;

    Said(XmlSplitter page) {
        this.page = page;
    }

    /** Takes notice of an element that is no record. */
    void note(XmlRecord found) {
        switch (found.name()) {
            case "set" -> name(found, "setSpec");
            case "metadataFormat" -> name(found, "metadataPrefix");
            case "error", "resumptionToken", "granularity", "deletedRecord" -> {
                if (found.sound()) {
                    note(found.name(), found.element());
                } else {
                    broken.add(found);
                }
            }
            default -> {}
        }
    }

    private void note(String name, XmlElement element) {
        switch (name) {
            case "error" -> error = element;
            case "granularity" -> granularity = element.text();
            case "deletedRecord" -> deletedRecord = element.text().strip();
            default -> tokens.add(element);
        }
    }

    private void name(XmlRecord found, String child) {
        if (found.sound()) {
            found.element().children().stream()
                    .filter(each -> each.name().equals(child))
                    .map(each -> each.text().strip())
                    .findFirst()
                    .ifPresent(named::add);
        }
    }

    /** What is no record and cannot be read. */
    List<XmlRecord> broken() {
        return broken;
    }

    List<XmlElement> tokens() {
        return tokens;
    }

    /** The last token; null if there is none, or an empty one. */
    String token() {
        String token = tokens.isEmpty() ? "" : last().text().strip();
        return token.isEmpty() ? null : token;
    }

    private XmlElement last() {
        return tokens.get(tokens.size() - 1);
    }

    /** How many records the list has; -1 if it does not say. */
    long total() {
        return tokens.isEmpty()
                ? -1
                : last().attribute("completeListSize")
                        .filter(text -> text.strip().matches("\\d{1,15}"))
                        .map(text -> Long.valueOf(text.strip()))
                        .orElse(-1L);
    }

    /** The code of the protocol's error; null if there is none. */
    String error() {
        return error == null ? null : error.attribute("code").orElse("unnamed");
    }

    String explanation() {
        return error == null ? "" : error.text().strip();
    }

    /** The sets or formats it lists. */
    Set<String> named() {
        return named;
    }

    /** Null if it does not say. */
    String granularity() {
        return granularity;
    }

    /** Null if it does not say. */
    String deletedRecord() {
        return deletedRecord;
    }

    QName document() {
        return page.documentElement();
    }

    /** What stands around the records, or beside them. */
    Set<XmlSplitter.Other> others() {
        return page.others();
    }
}
