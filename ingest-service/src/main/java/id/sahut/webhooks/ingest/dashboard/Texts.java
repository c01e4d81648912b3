package id.sahut.webhooks.ingest.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/// What pages say, in one language. Immutable.
///
/// `{0}`, `{1}` stand for what differs. Texts are plain: a page escapes them like anything else.
final class Texts {

    private static final Map<Language, Texts> ALL = all();

    private final Language language;
    private final Properties texts;

    private Texts(Language language, Properties texts) {
        this.language = language;
        this.texts = texts;
    }

    static Texts in(Language language) {
        Texts texts = ALL.get(language);
        if (texts == null) {
            throw new IllegalStateException("no texts in " + language);
        }
        return texts;
    }

    Language language() {
        return language;
    }

    String get(String key, Object... values) {
        String text =
                find(key)
                        .orElseThrow(() -> new IllegalArgumentException("there is no text " + key));
        for (int i = 0; i < values.length; i++) {
            text = text.replace("{" + i + "}", String.valueOf(values[i]));
        }
        return text;
    }

    /// A number as the language writes it, such as `10.000`.
    String number(long number) {
        return String.format(language.locale(), "%,d", number);
    }

    /// For what may have no text of its own.
    Optional<String> find(String key) {
        return Optional.ofNullable(texts.getProperty(key));
    }

    Set<String> keys() {
        return new TreeSet<>(texts.stringPropertyNames());
    }

    private static Map<Language, Texts> all() {
        var all = new EnumMap<Language, Texts>(Language.class);
        for (Language language : Language.values()) {
            all.put(
                    language,
                    new Texts(language, read("texts_" + language.code() + ".properties")));
        }
        return all;
    }

    private static Properties read(String resource) {
        var texts = new Properties();
        try (var in = Texts.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing in this build");
            }
            texts.load(new InputStreamReader(in, UTF_8));
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
