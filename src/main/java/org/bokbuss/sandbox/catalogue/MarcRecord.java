package org.bokbuss.sandbox.catalogue;

import java.util.ArrayList;
import java.util.List;

/** A MARC record in memory, to be changed before it is written. */
public final class MarcRecord implements MarcForm {
    private final List<Field> fields = new ArrayList<>();
    private String type;
    private String leader;

    /** A control field where there are no indicators. */
    private record Field(String tag, String indicators, List<String> content) {
        void writeTo(MarcForm form) {
            if (indicators.isEmpty()) {
                form.control(tag, content.get(0));
            } else {
                form.field(tag, indicators, content.toArray(String[]::new));
            }
        }
    }

    @Override
    public MarcRecord start(String newType, String newLeader) {
        type = newType;
        leader = newLeader;
        return this;
    }

    @Override
    public MarcRecord control(String tag, String value) {
        fields.add(new Field(tag, "", List.of(value)));
        return this;
    }

    @Override
    public MarcRecord field(String tag, String indicators, String... codesAndValues) {
        fields.add(new Field(tag, indicators, List.of(codesAndValues)));
        return this;
    }

    @Override
    public void end() {
        // it is kept
    }

    /** Marks it as deleted, in the leader. */
    public void delete() {
        leader = leader.substring(0, 5) + "d" + leader.substring(6);
    }

    /** Puts field 003 where it belongs. */
    public void origin(String f003) {
        fields.add(1, new Field("003", "", List.of(f003)));
    }

    /** Takes the holding of a library in: 841 for its leader and 008, then its fields, each after {@code $5}. */
    public void interleave(String sigel, MarcRecord holding) {
        field(
                "841", "  ",
                "5", sigel,
                "a", holding.leader.substring(6, 10),
                "b", holding.controlled("008"),
                "e", holding.leader.substring(17, 18));
        for (var field : holding.fields) {
            if (!field.indicators().isEmpty()) {
                var content = new ArrayList<>(List.of("5", sigel));
                content.addAll(field.content());
                fields.add(new Field(field.tag(), field.indicators(), content));
            }
        }
    }

    private String controlled(String tag) {
        return fields.stream()
                .filter(f -> f.tag().equals(tag))
                .findFirst()
                .orElseThrow()
                .content()
                .get(0);
    }

    public void writeTo(MarcForm form) {
        form.start(type, leader);
        fields.forEach(field -> field.writeTo(form));
        form.end();
    }
}
