package id.sahut.webhooks.acceptance.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import id.sahut.webhooks.acceptance.guarantee.SignedRight;
import id.sahut.webhooks.acceptance.process.SahutProcess;
import id.sahut.webhooks.acceptance.receiver.Post;
import id.sahut.webhooks.acceptance.receiver.Script;
import id.sahut.webhooks.acceptance.sandbox.Confidential;
import id.sahut.webhooks.acceptance.sandbox.Event;
import id.sahut.webhooks.acceptance.sandbox.Figures;
import id.sahut.webhooks.acceptance.sandbox.Stage;
import id.sahut.webhooks.common.id.DerivedIds;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// One walk from signing in to being signed out, in a workspace of its own. Confined to the test's
/// thread.
final class GuideWalk {

    /// After the second failure there is time to look: nothing is retried by itself.
    static final String RETRY_DELAYS = "1s,10m,20m,30m,1h";

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String CONTACT = "Budi Santoso";

    /// However it got into a page, the console would tell of it.
    private static final String HOSTILE =
            "\"'><script>console.error(1)</script><img src=/xss onerror=console.error(2)>";

    private final Stage stage;
    private final Tab tab;
    private final String workspace;
    private final String path;
    private final WebhookPages webhooks;

    GuideWalk(Stage stage, Tab tab) {
        this.stage = stage;
        this.tab = tab;
        this.workspace = tab.hasScripts() ? "ws_01HX0Y6H0J2K4L" : "ws_01HX0Y6H0J2K4M";
        this.path = tab.hasScripts() ? "/sahut-webhook" : "/without-scripts";
        this.webhooks = new WebhookPages(tab);
    }

    void walk() {
        long begin = System.nanoTime();
        stage.receiver().script(path, Script.always(204));
        webhooks.signIn(newKey());
        webhooks.list();
        webhooks.add(url(), List.of("message.created", "conversation.resolved"), HOSTILE);
        String secret = webhooks.copySecret();
        assertThat(secret).startsWith("whsec_");
        String webhook = webhooks.keepSecret();
        seeHostileWordsDoNothing();

        var history = new HistoryPages(tab, webhook);
        history.show();
        deliver(history, webhook, secret);
        sendAgainWhatFailed(history, webhook, secret);
        recoverWhatFailed(history, webhook);
        changeSecrets(webhook, secret);

        webhooks.list();
        tab.picture("webhooks");
        webhooks.seePipeline();
        webhooks.revokeOwnKey();
        webhooks.assertSignedOut();
        Figures.print(
                "guide walked with scripts %s in %d ms"
                        .formatted(
                                tab.hasScripts() ? "on" : "off",
                                Duration.ofNanos(System.nanoTime() - begin).toMillis()));
    }

    /// As an operator makes the first.
    private String newKey() {
        var made =
                SahutProcess.run(
                        "keys",
                        "create",
                        "--bootstrap",
                        stage.kafka().bootstrap(),
                        "--workspace",
                        workspace,
                        "--label",
                        "CRM Integration",
                        "--operator");
        assertThat(made.exit()).as(made.err()).isZero();
        String key = made.out().strip();
        Confidential.add(key);
        await("the API takes the new key").atMost(SOON).until(() -> stage.api().knows(key));
        return key;
    }

    private void seeHostileWordsDoNothing() {
        webhooks.list();
        assertThat(tab.page().getByText(HOSTILE)).isVisible();
        webhooks.open(url());
        assertThat(tab.page().getByLabel("Deskripsi")).hasValue(HOSTILE);
        webhooks.describe("CRM pelanggan");
    }

    private void deliver(HistoryPages history, String webhook, String secret) {
        String eventId = publish("message.created", HOSTILE);
        long begin = System.nanoTime();
        Post post = posts(eventId, webhook, 1).getFirst();
        SignedRight.judge(post, secret);
        if (tab.hasScripts()) {
            history.assertAppears(eventId);
            Figures.print(
                    "published, delivered and in the open page within %d ms"
                            .formatted(Duration.ofNanos(System.nanoTime() - begin).toMillis()));
            history.pauseAndResume();
        }
        history.awaitRow(eventId, "message.created", "Terkirim");
        assertThat(history.open(eventId)).containsText(HOSTILE);
    }

    private void sendAgainWhatFailed(HistoryPages history, String webhook, String secret) {
        for (int i = 0; i < 2; i++) {
            var _ = posts(publish("conversation.resolved", CONTACT), webhook, 1);
            var _ = posts(publish("message.created", CONTACT), webhook, 1);
        }
        stage.receiver().script(path, Script.always(503));
        String eventId = publish("message.created", CONTACT);
        history.awaitRow(eventId, "Dicoba ulang", "2 dari 6 percobaan", "503");
        Locator timeline = history.open(eventId).locator("ol.timeline");
        assertThat(timeline).containsText("Percobaan 1: ditolak");
        assertThat(timeline).containsText("Percobaan 2: ditolak");
        assertThat(timeline).containsText("Dijawab 503");
        assertThat(timeline).containsText("Percobaan 3 dijadwalkan");
        tab.picture("history");

        stage.receiver().script(path, Script.always(204));
        history.resend();
        Post again = posts(eventId, webhook, 3).getLast();
        assertThat(again.attempt()).isEqualTo(1);
        SignedRight.judge(again, secret);
        history.awaitRow(eventId, "Terkirim", "dikirim ulang 1×");
        assertThat(history.open(eventId).locator("ol.timeline"))
                .containsText("Percobaan 1: diterima");
        tab.picture("history-resent");
    }

    private void recoverWhatFailed(HistoryPages history, String webhook) {
        stage.receiver().script(path, Script.always(503));
        String eventId = publish("conversation.resolved", CONTACT);
        history.awaitRow(eventId, "Dicoba ulang", "2 dari 6 percobaan");
        stage.receiver().script(path, Script.always(204));
        var recover = new RecoverPages(tab, webhook);
        recover.show();
        recover.choose("conversation.resolved", "Gagal", "Dicoba ulang");
        recover.assertCount("1 pengiriman");
        recover.begin();
        assertThat(posts(eventId, webhook, 3).getLast().attempt()).isEqualTo(1);
        recover.awaitDone("conversation.resolved");
        tab.picture("recover");
    }

    private void changeSecrets(String webhook, String secret) {
        webhooks.open(url());
        tab.picture("webhook");
        webhooks.rotate("1 hari lagi");
        String second = webhooks.copySecret();
        var _ = webhooks.keepSecret();
        Post overlapping = posts(publish("message.created", CONTACT), webhook, 1).getFirst();
        SignedRight.judgeOverlapping(overlapping, secret, second);

        webhooks.open(url());
        webhooks.rotate("Berakhir sekarang juga");
        String third = webhooks.copySecret();
        var _ = webhooks.keepSecret();
        Post alone = posts(publish("message.created", CONTACT), webhook, 1).getFirst();
        SignedRight.judge(alone, third);
        assertThat(alone.headers()).doesNotContainKey("x-sahut-signature-next");
        assertThat(Stream.of(secret, second, third)).doesNotHaveDuplicates();
    }

    private String url() {
        return stage.receiver().url(path);
    }

    /// @return the event's id
    private String publish(String type, String contact) {
        String id = stage.newEventId();
        String body =
                """
                {"event": "%s", "timestamp": "2024-03-15T08:30:00Z", "workspace_id": "%s", \
                "data": {"message": {"id": "msg_%s", "type": "incoming", "content": "Halo, saya \
                ingin bertanya tentang produk Anda"}, "conversation": {"id": \
                "conv_01HX2B9K3M5N7P", "status": "open"}, "contact": {"id": \
                "ct_01HX3C0L4N6P8Q", "name": "%s", "phone": "+628123456789"}}}\
                """
                        .formatted(
                                type,
                                workspace,
                                Confidential.PAYLOAD_MARKER,
                                contact.replace("\"", "\\\""));
        stage.publish(new Event(id, workspace, body.getBytes(UTF_8))).join();
        return id;
    }

    /// Waits until so many have arrived.
    private List<Post> posts(String eventId, String webhook, int count) {
        String delivery = DerivedIds.delivery(new EventId(eventId), new WebhookId(webhook)).value();
        return await("%d POSTs of %s".formatted(count, eventId))
                .pollInterval(Duration.ofMillis(20))
                .atMost(SOON)
                .until(
                        () ->
                                stage.receiver().posts(path).stream()
                                        .filter(it -> it.deliveryId().equals(delivery))
                                        .toList(),
                        it -> it.size() >= count);
    }
}
