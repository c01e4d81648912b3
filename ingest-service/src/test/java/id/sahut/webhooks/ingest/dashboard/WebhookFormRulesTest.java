package id.sahut.webhooks.ingest.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.endpoint.AddressRules;
import id.sahut.webhooks.common.endpoint.EndpointUrl;
import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.webhook.EncryptedSecret;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.ingest.http.Form;
import id.sahut.webhooks.ingest.registry.Registration;
import id.sahut.webhooks.ingest.registry.WebhookChange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class WebhookFormRulesTest {

    private static final Texts TEXTS = Texts.in(Language.ENGLISH);
    private static final Instant NOW = Instant.parse("2024-03-15T08:30:00Z");

    private final WebhookFormRules rules =
            new WebhookFormRules(
                    url -> EndpointUrl.check(url, new AddressRules(List.of())),
                    EventCatalogue.builtIn());

    @Test
    void whatIsRightBecomesAWish() {
        Registration wish =
                good(
                        "url=+https://example.com/hook+&events=message.created&events=contact.created"
                                + "&description=CRM");

        assertThat(wish.url()).hasToString("https://example.com/hook");
        assertThat(wish.events())
                .extracting(EventType::name)
                .containsExactly("message.created", "contact.created");
        assertThat(wish.description()).contains("CRM");
    }

    @Test
    void everythingThatIsWrongIsSaidBesideItsFieldAndWhatWasTypedIsKept() {
        WebhookForm wrong = wrong("url=http://example.com&description=" + "x".repeat(201));

        assertThat(wrong.error("url")).startsWith("The URL must begin with https://");
        assertThat(wrong.error("events")).isEqualTo("Choose at least one event.");
        assertThat(wrong.error("description")).contains("200 characters");
        assertThat(wrong.url()).isEqualTo("http://example.com");
        assertThat(wrong.description()).hasSize(201);
    }

    @Test
    void aTypeThatNobodyKnowsIsRefused() {
        assertThat(wrong("url=https://example.com&events=message.created&events=x.y").events())
                .containsExactly("message.created", "x.y");
    }

    @Test
    void aUrlThatStaysNeedNotKeepToLaterRules() {
        var before = webhook("http://10.0.0.1/hook", "old.type");

        var reading =
                rules.change(
                        form("url=http://10.0.0.1/hook&events=old.type&events=message.created"),
                        before,
                        TEXTS);

        assertThat(reading)
                .isInstanceOfSatisfying(
                        WebhookFormRules.Reading.Good.class,
                        it ->
                                assertThat(it.wish())
                                        .isInstanceOfSatisfying(
                                                WebhookChange.class,
                                                change -> {
                                                    assertThat(change.url()).isEmpty();
                                                    assertThat(change.events().orElseThrow())
                                                            .hasSize(2);
                                                    assertThat(change.description())
                                                            .isEqualTo(
                                                                    new WebhookChange.Description
                                                                            .Removed());
                                                }));
    }

    private Registration good(String text) {
        return switch (rules.registration(form(text), TEXTS)) {
            case WebhookFormRules.Reading.Good<Registration>(Registration wish) -> wish;
            case WebhookFormRules.Reading.Wrong<Registration>(WebhookForm form) ->
                    throw new AssertionError(form.errors());
        };
    }

    private WebhookForm wrong(String text) {
        return switch (rules.registration(form(text), TEXTS)) {
            case WebhookFormRules.Reading.Good<Registration>(Registration wish) ->
                    throw new AssertionError(wish);
            case WebhookFormRules.Reading.Wrong<Registration>(WebhookForm form) -> form;
        };
    }

    private static WebhookForm form(String text) {
        return WebhookForm.read(Form.read(text.getBytes(UTF_8)).orElseThrow());
    }

    private static Webhook webhook(String url, String type) {
        return new Webhook(
                new WebhookId("wh_1"),
                new WorkspaceId("ws_1"),
                url,
                List.of(new EventType(type)),
                new EncryptedSecret("0", new byte[1]),
                Optional.empty(),
                Optional.of("before"),
                true,
                NOW,
                NOW);
    }
}
