package id.sahut.webhooks.ingest.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.ingest.http.Visitor;
import java.net.URLEncoder;
import java.util.List;
import java.util.Optional;

/// What is around every page: its language, where somebody is, and who they are. Immutable.
///
/// @param path of the page, to come back to in another language
record Frame(Texts texts, Assets assets, String path, Optional<SignedIn> who) {

    static Frame of(Visitor visitor, Assets assets, Optional<SignedIn> who) {
        return new Frame(Texts.in(Language.of(visitor)), assets, Places.wantedBy(visitor), who);
    }

    String t(String key, Object... values) {
        return texts.get(key, values);
    }

    Language language() {
        return texts.language();
    }

    List<Language> languages() {
        return List.of(Language.values());
    }

    boolean isSignedIn() {
        return who.isPresent();
    }

    String workspace() {
        return who.map(it -> it.workspace().value()).orElse("");
    }

    String keyLabel() {
        return who.map(it -> it.key().label()).orElse("");
    }

    boolean isOperator() {
        return who.filter(it -> it.key().operator()).isPresent();
    }

    /// What every form of a session brings back.
    String token() {
        return who.map(it -> it.session().token()).orElse("");
    }

    /// The same within another address.
    String encodedPath() {
        return URLEncoder.encode(path, UTF_8);
    }

    boolean isIn(String place) {
        return path.equals(place) || path.startsWith(place + "/");
    }
}
