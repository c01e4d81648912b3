package id.sahut.webhooks.dispatcher.attempt;

import static id.sahut.webhooks.dispatcher.attempt.AttemptLimits.ANSWER_BYTES_KEPT;
import static id.sahut.webhooks.dispatcher.attempt.AttemptLimits.ANSWER_BYTES_READ;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/// Reads an answer's body up to its limit and keeps the start; hangs up on what is longer. Confined
/// to the client's thread.
final class AnswerReader implements BodySubscriber<String> {

    /// Told once, when the body has ended or was cut off.
    interface Listener {
        void answered(int status, String bodyStart, boolean cut);
    }

    private static final byte[] NOTHING = {};

    private final int status;
    private final Listener listener;
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private @Nullable Subscription subscription;
    private byte[] start = NOTHING;
    private int read;

    AnswerReader(int status, Listener listener) {
        this.status = status;
        this.listener = listener;
    }

    @Override
    public CompletionStage<String> getBody() {
        return end;
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
        for (ByteBuffer part : parts) {
            keep(part);
            read += part.remaining();
        }
        Subscription from = subscription;
        if (from == null || end.isDone()) {
            return;
        }
        if (read > ANSWER_BYTES_READ) {
            from.cancel();
            finish(true);
        } else {
            from.request(1);
        }
    }

    private void keep(ByteBuffer part) {
        int more = Math.min(part.remaining(), ANSWER_BYTES_KEPT - start.length);
        if (more > 0) {
            int before = start.length;
            start = Arrays.copyOf(start, before + more);
            part.get(part.position(), start, before, more);
        }
    }

    @Override
    public void onError(Throwable failure) {
        end.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        finish(false);
    }

    private void finish(boolean cut) {
        if (!end.isDone()) {
            String bodyStart = text(start);
            listener.answered(status, bodyStart, cut);
            end.complete(bodyStart);
        }
    }

    /// A character cut in two by the limit is dropped, what is no UTF-8 replaced, and so is the one
    /// character that databases don't take.
    private static String text(byte[] bytes) {
        if (bytes.length == 0) {
            return "";
        }
        CharBuffer chars = CharBuffer.allocate(bytes.length);
        StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE)
                .decode(ByteBuffer.wrap(bytes), chars, false);
        return chars.flip().toString().replace('\0', '\ufffd');
    }
}
