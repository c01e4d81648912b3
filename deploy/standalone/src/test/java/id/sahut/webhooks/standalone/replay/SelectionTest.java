package id.sahut.webhooks.standalone.replay;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.standalone.replay.Selection.Candidate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SelectionTest {

    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");
    private static final Selection ALL =
            new Selection(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
    private static final Selection NARROW =
            new Selection(
                    Optional.of(new WorkspaceId("ws_1")),
                    Optional.of(new WebhookId("wh_1")),
                    Optional.of("message.created"),
                    Optional.of("backlog"),
                    Optional.of(NOON),
                    Optional.of(NOON.plusSeconds(60)));

    private static Candidate candidate(
            String webhook, String workspace, String event, String reason, Instant at) {
        return new Candidate(
                new WebhookId(webhook),
                Optional.of(workspace),
                Optional.of(event),
                Optional.of(reason),
                at.toEpochMilli());
    }

    @Test
    void whatIsLeftOutIsNotAskedFor() {
        var bare =
                new Candidate(
                        new WebhookId("wh_1"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        0);

        assertThat(ALL.takes(bare)).isTrue();
        assertThat(NARROW.takes(bare)).isFalse();
    }

    @Test
    void allThatIsAskedForMustHold() {
        String type = "message.created";
        assertThat(NARROW.takes(candidate("wh_1", "ws_1", type, "backlog", NOON))).isTrue();
        assertThat(
                        List.of(
                                candidate("wh_2", "ws_1", type, "backlog", NOON),
                                candidate("wh_1", "ws_2", type, "backlog", NOON),
                                candidate("wh_1", "ws_1", "contact.created", "backlog", NOON),
                                candidate("wh_1", "ws_1", type, "locked", NOON),
                                candidate("wh_1", "ws_1", type, "backlog", NOON.minusMillis(1)),
                                candidate("wh_1", "ws_1", type, "backlog", NOON.plusSeconds(60))))
                .noneMatch(NARROW::takes);
    }

    @Test
    void itsTextTellsAllOfIt() {
        assertThat(ALL.text()).isEqualTo("all");
        assertThat(NARROW.text())
                .isEqualTo(
                        "workspace=ws_1 webhook=wh_1 event=message.created reason=backlog since=2026-11-27T12:00:00Z until=2026-11-27T12:01:00Z");
        assertThat(Selection.parse(ALL.text())).contains(ALL);
        assertThat(Selection.parse(NARROW.text())).contains(NARROW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "wh_1",
                "webhook=acme",
                "since=noon",
                "webhook=wh_1 workspace=ws_1",
                "webhook=wh_1 colour=red"
            })
    void anotherTextIsNone(String text) {
        assertThat(Selection.parse(text)).isEmpty();
    }

    @Test
    void whatIsDoneIsReadBackFromItsCommit() {
        var done = new Done(NARROW, 3, 40, 100);

        assertThat(Done.read(done.commit())).contains(done);
        assertThat(done.upTo(2)).isEqualTo(done);
        assertThat(done.upTo(41).next()).isEqualTo(41);
        assertThat(done.until(99)).isEqualTo(done);
        assertThat(done.covers(2)).isFalse();
        assertThat(done.covers(3)).isTrue();
        assertThat(done.covers(40)).isFalse();
        assertThat(Done.read(new OffsetAndMetadata(40, ""))).isEmpty();
        assertThat(Done.read(new OffsetAndMetadata(40, "fan-out:40"))).isEmpty();
    }
}
