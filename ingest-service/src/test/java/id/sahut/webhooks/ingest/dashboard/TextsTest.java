package id.sahut.webhooks.ingest.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.endpoint.EndpointCheck;
import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.ingest.http.Visit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class TextsTest {

    private static final Texts INDONESIAN = Texts.in(Language.INDONESIAN);
    private static final Texts ENGLISH = Texts.in(Language.ENGLISH);

    private static final Pattern USED =
            Pattern.compile("(?:\\bt|texts\\.get|frame\\.t)\\(\\s*\"([a-z_.-]+[a-z0-9])\"");
    private static final Pattern PLACE = Pattern.compile("\\{\\d}");

    @Test
    void noTextIsMissingInEitherLanguage() {
        assertThat(INDONESIAN.keys()).isEqualTo(ENGLISH.keys());
    }

    @Test
    void noTextIsEmptyAndBothSayTheSameValues() {
        for (String key : ENGLISH.keys()) {
            assertThat(ENGLISH.get(key)).as(key).isNotBlank();
            assertThat(INDONESIAN.get(key)).as(key).isNotBlank();
            assertThat(places(INDONESIAN.get(key))).as(key).isEqualTo(places(ENGLISH.get(key)));
        }
    }

    @Test
    void everyTextThatTemplatesAndCodeAskForIsThere() throws IOException {
        var used = new TreeSet<String>();
        for (String folder :
                new String[] {"src/main/jte", "src/main/java/id/sahut/webhooks/ingest/dashboard"}) {
            try (Stream<Path> files = Files.list(Path.of(folder))) {
                for (Path file : files.toList()) {
                    USED.matcher(Files.readString(file))
                            .results()
                            .forEach(it -> used.add(it.group(1)));
                }
            }
        }

        assertThat(used).hasSizeGreaterThan(100);
        assertThat(ENGLISH.keys()).containsAll(used);
    }

    @Test
    void everyRuleOfAnAddressIsSaid() {
        for (EndpointCheck.Reason reason : EndpointCheck.Reason.values()) {
            assertThat(INDONESIAN.find("url." + reason.key())).as(reason.key()).isPresent();
        }
    }

    @Test
    void everyTypeOfTheGuideIsDescribedAsTheGuideDoes() {
        for (EventCatalogue.Entry entry : EventCatalogue.builtIn().entries()) {
            assertThat(ENGLISH.get("event." + entry.type())).isEqualTo(entry.description());
        }
    }

    @Test
    void theLanguageIsTheOneChosenElseTheBrowsersElseIndonesian() {
        var visit = Visit.of("GET", "/webhooks");

        assertThat(Language.of(visit)).isEqualTo(Language.INDONESIAN);
        assertThat(Language.of(visit.withHeader("Accept-Language", "fr,de;q=0.5")))
                .isEqualTo(Language.INDONESIAN);
        var english = visit.withHeader("Accept-Language", "fr, en-GB;q=0.9, id;q=0.8");
        assertThat(Language.of(english)).isEqualTo(Language.ENGLISH);
        assertThat(Language.of(english.withCookie("sahut_lang", "id")))
                .isEqualTo(Language.INDONESIAN);
        assertThat(Language.of(english.withCookie("sahut_lang", "<b>")))
                .isEqualTo(Language.ENGLISH);
    }

    private static String places(String text) {
        return PLACE.matcher(text)
                .results()
                .map(it -> it.group())
                .sorted()
                .collect(Collectors.joining());
    }
}
