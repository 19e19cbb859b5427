package org.bokbuss.holdings;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An International Standard Book Number whose check digit is right.
 *
 * @param digits ten (the last may be X) or thirteen
 */
record Isbn(String digits) {

    /** The number, which may be written with hyphens or spaces; nothing if it is none. */
    static Optional<Isbn> of(String written) {
        String digits = written.toUpperCase(Locale.ROOT).replaceAll("[\\s\\u00a0\\u2010-\\u2015-]", "");
        boolean right = digits.matches("97[89][0-9]{10}") && check13(digits) == digits.charAt(12)
                || digits.matches("[0-9]{9}[0-9X]") && check10(digits) == digits.charAt(9);
        return right ? Optional.of(new Isbn(digits)) : Optional.empty();
    }

    /** As written, then the same number in its other form; a number that begins with 979 has none. */
    List<String> forms() {
        if (digits.length() == 10) {
            String thirteen = "978" + digits.substring(0, 9);
            return List.of(digits, thirteen + check13(thirteen));
        }
        if (digits.startsWith("979")) {
            return List.of(digits);
        }
        String ten = digits.substring(3, 12);
        return List.of(digits, ten + check10(ten));
    }

    private static char check13(String digits) {
        int sum = 0;
        for (int i = 0; i < 12; i++) {
            sum += (digits.charAt(i) - '0') * (i % 2 == 0 ? 1 : 3);
        }
        return (char) ('0' + (10 - sum % 10) % 10);
    }

    private static char check10(String digits) {
        int sum = 0;
        for (int i = 0; i < 9; i++) {
            sum += (digits.charAt(i) - '0') * (10 - i);
        }
        int check = (11 - sum % 11) % 11;
        return check == 10 ? 'X' : (char) ('0' + check);
    }
}
