package org.bokbuss.sandbox.catalogue;

/** Writes one MARCXML record as Libris does: no white space, indicators before the tag. */
public final class MarcXml implements MarcForm {
    private final StringBuilder out;

    public MarcXml(StringBuilder out) {
        this.out = out;
    }

    @Override
    public MarcXml start(String type, String leader) {
        out.append("<record xmlns=\"http://www.loc.gov/MARC21/slim\"");
        if (!type.isEmpty()) {
            out.append(" type=\"").append(type).append('"');
        }
        out.append("><leader>").append(leader).append("</leader>");
        return this;
    }

    @Override
    public MarcXml control(String tag, String value) {
        out.append("<controlfield tag=\"")
                .append(tag)
                .append("\">")
                .append(value)
                .append("</controlfield>");
        return this;
    }

    @Override
    public MarcXml field(String tag, String indicators, String... codesAndValues) {
        out.append("<datafield ind1=\"")
                .append(indicators.charAt(0))
                .append("\" ind2=\"")
                .append(indicators.charAt(1))
                .append("\" tag=\"")
                .append(tag)
                .append("\">");
        for (var i = 0; i < codesAndValues.length; i += 2) {
            if (!codesAndValues[i + 1].isEmpty()) {
                out.append("<subfield code=\"").append(codesAndValues[i]).append("\">");
                Xml.appendText(out, codesAndValues[i + 1]);
                out.append("</subfield>");
            }
        }
        out.append("</datafield>");
        return this;
    }

    @Override
    public void end() {
        out.append("</record>");
    }
}
