package id.sahut.webhooks.dispatcher.attempt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import org.junit.jupiter.api.Test;

final class WholeBodyTest {

    private final byte[] bytes = "{}".getBytes(UTF_8);
    private final WholeBody body = new WholeBody(bytes);

    @Test
    void theBytesThemselvesComeOnceHoweverOftenTheyAreAskedFor() {
        var reader = new Reader();
        body.subscribe(reader);
        reader.subscription().request(1);
        reader.subscription().request(5);
        assertThat(reader.seen).containsExactly("next", "complete");
        assertThat(reader.parts)
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.arrayOffset()).isZero();
                    assertThat(it.array()).isSameAs(bytes);
                    assertThat(it.remaining()).isEqualTo(2);
                });
    }

    @Test
    void whoSubscribesAgainGetsAllOfItAgain() {
        for (int i = 0; i < 2; i++) {
            var reader = new Reader();
            body.subscribe(reader);
            reader.subscription().request(1);
            assertThat(reader.parts.getFirst().remaining()).isEqualTo(2);
            reader.parts.getFirst().clear().position(2);
        }
    }

    @Test
    void nothingComesBeforeItIsAskedForOrAfterItIsCancelled() {
        var reader = new Reader();
        body.subscribe(reader);
        assertThat(reader.seen).isEmpty();
        reader.subscription().cancel();
        reader.subscription().request(1);
        assertThat(reader.seen).isEmpty();
    }

    @Test
    void whoAsksForNothingIsTold() {
        var reader = new Reader();
        body.subscribe(reader);
        reader.subscription().request(0);
        assertThat(reader.seen).containsExactly("error");
    }

    private static final class Reader implements Subscriber<ByteBuffer> {

        private final List<Subscription> subscriptions = new ArrayList<>();
        private final List<ByteBuffer> parts = new ArrayList<>();
        private final List<String> seen = new ArrayList<>();

        Subscription subscription() {
            return subscriptions.getFirst();
        }

        @Override
        public void onSubscribe(Subscription given) {
            subscriptions.add(given);
        }

        @Override
        public void onNext(ByteBuffer part) {
            seen.add("next");
            parts.add(part);
        }

        @Override
        public void onError(Throwable failure) {
            seen.add("error");
        }

        @Override
        public void onComplete() {
            seen.add("complete");
        }
    }
}
