package id.sahut.webhooks.common.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RecordPlaceTest {

    @Test
    void itIsWrittenAsKafkaWritesIt() {
        assertThat(new RecordPlace("sahut.events", 3, 17)).hasToString("sahut.events-3@17");
    }

    @Test
    void whatWasWrittenIsRead() {
        for (var place :
                List.of(
                        new RecordPlace("sahut.events", 0, 0),
                        new RecordPlace("a-1@2-b", 11, 5),
                        new RecordPlace("-", 1, 1),
                        new RecordPlace("t", Integer.MAX_VALUE, Long.MAX_VALUE))) {
            assertThat(RecordPlace.parse(place.toString())).hasValue(place);
        }
    }

    @Test
    void whatIsNoPlaceIsNone() {
        for (String text :
                List.of(
                        "",
                        "@",
                        "-@",
                        "-1@2",
                        "t",
                        "t-1",
                        "t@2",
                        "t-@2",
                        "t-1@",
                        "t-1@2 ",
                        "t-1@-2",
                        "t-+1@2",
                        "t-1@2.0",
                        "t-٣@2",
                        "t-2147483648@1",
                        "t-1@9223372036854775808",
                        "t-1@99999999999999999999999")) {
            assertThat(RecordPlace.parse(text)).as(text).isEqualTo(Optional.empty());
        }
    }

    @Test
    void noTextStopsTheReading() {
        for (long seed = 0; seed < 5_000; seed++) {
            var random = new Random(seed);
            var text = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                text.append("-@t09x".charAt(random.nextInt(6)));
            }
            RecordPlace.parse(text.toString())
                    .ifPresent(it ->
                            assertThat(RecordPlace.parse(it.toString()))
                                    .as(text.toString())
                                    .hasValue(it));
        }
    }
}
