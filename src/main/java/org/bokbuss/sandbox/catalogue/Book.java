package org.bokbuss.sandbox.catalogue;

/**
 * What a bib is about to describe: put together from word lists, so that every number has a plausible book.
 *
 * @param isbn thirteen digits with a right check digit, or empty
 * @param issn of what comes out year after year, with its hyphen, or empty
 * @param title the main title
 * @param remainder the rest of the title, or empty
 * @param place where it was published
 * @param publisher by whom
 * @param year when
 * @param extent pages
 * @param size height in centimetres
 * @param language three letters
 * @param script the title in its own script, if it has one
 */
public record Book(
        String isbn,
        String issn,
        String title,
        String remainder,
        String place,
        String publisher,
        String year,
        String extent,
        String size,
        String language,
        Script script) {

    /**
     * A title and a name in their own script.
     *
     * @param code the script as MARC's $6 names it, empty for none
     * @param language of the text
     * @param title in that script
     * @param name of the author in that script
     * @param romanized the title in Latin letters
     */
    public record Script(String code, String language, String title, String name, String romanized) {
        public static final Script NONE = new Script("", "", "", "", "");
    }

    private static final Script[] SCRIPTS = {
        new Script("(N", "rus", "Снежная дорога", "Анна Лесная", "Snežnaja doroga"),
        new Script("(N", "rus", "Город у моря", "Пётр Озеров", "Gorod u morja"),
        new Script("(3", "ara", "بيت على التل", "ليلى الحداد", "Bayt ʻalá al-tall"),
        new Script("(3", "ara", "أغنية النهر", "سامي نور", "Ughniyat al-nahr"),
        new Script("$1", "chi", "北方的灯", "林小雨", "Beifang de deng"),
        new Script("$1", "chi", "雪中的船", "陈海", "Xue zhong de chuan")
    };
    private static final String[] WHAT = {
        "Ängarna",
        "Fyrvaktaren",
        "Skärgården",
        "Brödet",
        "Mörkret",
        "Väven",
        "Öarna",
        "Årstiderna",
        "Kartan",
        "Tågresan",
        "Hönsgården",
        "Björnens väg",
        "Drömmen",
        "Snickaren",
        "Läraren",
        "Källan",
        "Bron",
        "Äppelträdet",
        "Rösterna"
    };
    private static final String[] WHERE = {
        "i Ådalen",
        "vid havet",
        "på Öland",
        "bortom gränsen",
        "under isen",
        "från Härjedalen",
        "mot norr",
        "i vår tid",
        "utan namn",
        "efter kriget",
        "hos grannen",
        "på tvären",
        "över fjället",
        "bakom dörren"
    };
    private static final String[] REMAINDER = {
        "en roman",
        "dikter i urval",
        "en handbok",
        "",
        "minnen & berättelser",
        "essäer",
        "",
        "en studie i <det lilla>",
        ""
    };
    private static final String[] PLACES = {"Stockholm", "Göteborg", "Malmö", "Umeå", "Örebro", "Växjö", "Åbo", "Luleå"
    };
    private static final String[] PUBLISHERS = {
        "Lärkträdets förlag", "Norrskenets bokförlag", "Gråsuggan", "Åttio ark", "Förlaget Månskära", "Tärnan & Co"
    };

    public static Book of(long seed, int number, int version) {
        var script = number % 12 == 5 ? SCRIPTS[Dice.roll(seed, number, 40, SCRIPTS.length)] : Script.NONE;
        var title = script == Script.NONE
                ? Dice.pick(seed, number, 41, WHAT) + " " + Dice.pick(seed, number, 42, WHERE)
                : script.romanized();
        return new Book(
                isbn(number),
                number % 16 == 9 ? issn(number) : "",
                version < Descriptions.FIRST_REVISION ? title : title + " (omarbetad " + version + ")",
                Dice.pick(seed, number, 43, REMAINDER),
                Dice.pick(seed, number, 44, PLACES),
                Dice.pick(seed, number, 45, PUBLISHERS),
                Integer.toString(1950 + Dice.roll(seed, number, 46, 75)),
                (40 + Dice.roll(seed, number, 47, 600)) + " s.",
                (18 + Dice.roll(seed, number, 48, 12)) + " cm",
                script == Script.NONE
                        ? Dice.pick(seed, number, 49, "swe", "swe", "swe", "eng", "fin", "sme")
                        : script.language(),
                script);
    }

    /** The same by what somebody wrote: other numbers and another title. */
    Book with(String newIsbn, String newIssn, String newTitle) {
        return new Book(newIsbn, newIssn, newTitle, remainder, place, publisher, year, extent, size, language, script);
    }

    /** The same ISBN as it was written before 2007; empty if it has no such form. */
    public String isbn10() {
        return isbn10(isbn);
    }

    /** An ISBN of thirteen digits as it was written before 2007; empty if it has no such form. */
    public static String isbn10(String isbn) {
        if (!isbn.matches("978\\d{10}")) {
            return "";
        }
        var digits = isbn.substring(3, 12);
        var sum = 0;
        for (var i = 0; i < digits.length(); i++) {
            sum += (digits.charAt(i) - '0') * (10 - i);
        }
        var check = (11 - sum % 11) % 11;
        return digits + (check == 10 ? "X" : check);
    }

    private static String issn(int number) {
        var digits = String.format("%07d", 1_100_000 + number % 8_000_000);
        var sum = 0;
        for (var i = 0; i < digits.length(); i++) {
            sum += (digits.charAt(i) - '0') * (8 - i);
        }
        var check = (11 - sum % 11) % 11;
        return digits.substring(0, 4) + "-" + digits.substring(4) + (check == 10 ? "X" : check);
    }

    private static String isbn(int number) {
        var digits = String.format("97811%07d", number % 10_000_000);
        var sum = 0;
        for (var i = 0; i < digits.length(); i++) {
            sum += (digits.charAt(i) - '0') * (i % 2 == 0 ? 1 : 3);
        }
        return digits + (10 - sum % 10) % 10;
    }
}
