package id.sahut.webhooks.dispatcher.attempt;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/// Reads an answer's body up to its limit; hangs up on what is longer. Confined to the client's
/// thread.
final class AnswerReader implements BodySubscriber<String> {

    private final BodyStart body;
    private final Runnable whenCut;
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private @Nullable Subscription subscription;

    /// @param body where what is read goes
    /// @param whenCut told when the body is longer than what is read of it
    AnswerReader(BodyStart body, Runnable whenCut) {
        this.body = body;
        this.whenCut = whenCut;
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
        parts.forEach(body::add);
        Subscription from = subscription;
        if (from == null || end.isDone()) {
            return;
        }
        if (body.isTooLong()) {
            from.cancel();
            whenCut.run();
            end.complete("");
        } else {
            from.request(1);
        }
    }

    @Override
    public void onError(Throwable failure) {
        end.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        end.complete("");
    }
}
