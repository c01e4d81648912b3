package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.ingest.http.Cookie;
import id.sahut.webhooks.ingest.http.Visitor;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// In which language somebody reads. Immutable.
enum Language {
    INDONESIAN("id", "Bahasa Indonesia"),
    ENGLISH("en", "English");

    static final String COOKIE = "sahut_lang";

    private static final Duration REMEMBERED = Duration.ofDays(365);

    private final String code;
    private final String itsName;

    Language(String code, String itsName) {
        this.code = code;
        this.itsName = itsName;
    }

    /// The one that was chosen, else the first of ours that the browser names, else Indonesian.
    static Language of(Visitor visitor) {
        return visitor.cookie(COOKIE)
                .flatMap(Language::named)
                .or(() -> visitor.header("Accept-Language").flatMap(Language::preferred))
                .orElse(INDONESIAN);
    }

    static Optional<Language> named(String code) {
        return Arrays.stream(values()).filter(it -> it.code.equals(code)).findFirst();
    }

    /// As a browser and a page's `lang` spell it.
    String code() {
        return code;
    }

    /// As those who read it call it.
    String itsName() {
        return itsName;
    }

    Locale locale() {
        return Locale.of(code);
    }

    Cookie cookie(boolean secure) {
        return new Cookie(COOKIE, code, "/", REMEMBERED, false, secure);
    }

    /// Browsers name the language that is liked best first.
    private static Optional<Language> preferred(String accepted) {
        return Arrays.stream(accepted.split(","))
                .map(it -> it.split("[;-]", 2)[0].strip().toLowerCase(Locale.ROOT))
                .flatMap(it -> named(it).stream())
                .findFirst();
    }
}
