package id.sahut.webhooks.ingest.recover;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.ingest.history.Cursor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

final class RecoveryRecordsTest {

    private final RecoveryBook book = new RecoveryBook();

    @Test
    void aWishIsReadAsItWasWritten() {
        RecoveryWish wish = Known.wish("rcv_1").stopped(Known.NOW);

        assertThat(read(RecoveryRecords.write("t", wish))).isTrue();

        assertThat(book.unfinished().getFirst().wish()).isEqualTo(wish);
    }

    @Test
    void soIsHowFarItHasCome() {
        RecoveryWish wish = Known.wish("rcv_1");
        var progress =
                new RecoveryProgress(
                        7,
                        RecoveryState.DONE,
                        Optional.of(Cursor.at(Known.failed(3))),
                        Optional.of(new EventsRead(Map.of(0, 5L, 11, 0L), Map.of(0, 9L, 11, 0L))),
                        9,
                        5,
                        4,
                        Optional.of(Known.NOW));

        assertThat(read(RecoveryRecords.write("t", wish))).isTrue();
        assertThat(read(RecoveryRecords.write("t", wish, progress))).isTrue();

        RecoveryProgress found = book.find(Known.WEBHOOK, "rcv_1").orElseThrow().progress();
        assertThat(found).usingRecursiveComparison().ignoringFields("after").isEqualTo(progress);
        assertThat(found.after().map(Cursor::text)).isEqualTo(progress.after().map(Cursor::text));
    }

    @Test
    void bothLieInOnePartition() {
        RecoveryWish wish = Known.wish("rcv_1");

        assertThat(RecoveryRecords.write("t", wish).partition())
                .isEqualTo(RecoveryRecords.write("t", wish, RecoveryProgress.NONE).partition());
    }

    @Test
    void whatElseThereIsIsNone() {
        for (String key : List.of("", "wh_1", "wh_1.rcv_1", "wh_1.rcv_1.wish", "wh_1.x.wish")) {
            for (String value : List.of("", "[]", "{", "{\"turn\": 1, \"state\": \"odd\"}")) {
                assertThat(
                                read(
                                        new ProducerRecord<>(
                                                "t", key.getBytes(UTF_8), value.getBytes(UTF_8))))
                        .as(key + " " + value)
                        .isFalse();
            }
        }
    }

    private boolean read(ProducerRecord<byte[], byte[]> record) {
        return RecoveryRecords.read(
                new ConsumerRecord<>("t", 0, 0, record.key(), record.value()), book);
    }
}
