package id.sahut.webhooks.dispatcher.attempt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;

/// A request's body as it is, in one piece: the JDK's own publisher makes a copy and keeps it until
/// the answer has come, which is as much memory again. Immutable; safe for any thread.
///
/// @param bytes at least one; nobody may change them
record WholeBody(byte[] bytes) implements Publisher<ByteBuffer> {

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
        subscriber.onSubscribe(new Once(subscriber));
    }

    /// What a subscriber gets who comes too late: no body, so that nothing is sent. Immutable.
    record Withheld(Subscriber<? super ByteBuffer> subscriber) {

        void tell() {
            subscriber.onSubscribe(
                    new Subscription() {
                        @Override
                        public void request(long count) {
                            // there is nothing to come
                        }

                        @Override
                        public void cancel() {
                            // there was nothing to begin with
                        }
                    });
            subscriber.onError(new IOException("the request is made in another way"));
        }
    }

    /// Confined to the subscriber, who asks and cancels one at a time.
    private final class Once implements Subscription {

        private final Subscriber<? super ByteBuffer> subscriber;
        private boolean over;

        Once(Subscriber<? super ByteBuffer> subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void request(long count) {
            if (over) {
                return;
            }
            over = true;
            if (count <= 0) {
                subscriber.onError(new IllegalArgumentException("asks for " + count));
                return;
            }
            subscriber.onNext(ByteBuffer.wrap(bytes));
            subscriber.onComplete();
        }

        @Override
        public void cancel() {
            over = true;
        }
    }
}
