package id.sahut.webhooks.dispatcher.attempt;

import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Delivered;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Phase;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Refused;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.TimedOut;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Unreachable;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One attempt on its way: follows how far it has come and ends it once, with the first outcome.
/// Safe for any thread.
///
/// ```
/// RESOLVE ──vetted──► CONNECT ──body asked for──► ANSWER ──headers──► BODY ──► outcome
///    any phase: deadline, failure or close ──────────────────────────────────► outcome
/// ```
final class Exchange implements BodyPublisher, BodyHandler<String>, AnswerReader.Listener {

    private final AttemptRequest request;
    private final Consumer<AttemptOutcome> whenDone;
    private final Ending ending;
    private final long startedAt;
    private final WholeBody body;
    private final AtomicReference<@Nullable AttemptOutcome> outcome = new AtomicReference<>();
    private volatile Phase phase = Phase.RESOLVE;
    private volatile @Nullable CompletableFuture<?> sending;
    private volatile @Nullable AttemptOutcome answer;
    private volatile @Nullable Name name;
    private volatile @Nullable Vetted dialled;
    private volatile @Nullable Thread sender;
    private volatile boolean reused;
    private boolean sentAgain;

    /// What an exchange needs from the client it belongs to.
    interface Ending {

        /// Called once; nothing of the exchange counts afterwards.
        void ended(Exchange exchange, AttemptOutcome outcome);

        /// The connection was one from the pool and the other side had just closed it.
        void stale(Exchange exchange);

        /// The answer was longer than what is read of it.
        void cut();

        long nanoTime();
    }

    Exchange(AttemptRequest request, Consumer<AttemptOutcome> whenDone, Ending ending) {
        this.request = request;
        this.whenDone = whenDone;
        this.ending = ending;
        this.startedAt = ending.nanoTime();
        this.body = new WholeBody(request.body());
    }

    AttemptRequest request() {
        return request;
    }

    Consumer<AttemptOutcome> whenDone() {
        return whenDone;
    }

    Optional<Name> name() {
        return Optional.ofNullable(name);
    }

    /// The address that was first when the connection was made or taken from the pool.
    Optional<Vetted> dialled() {
        return Optional.ofNullable(dialled);
    }

    void resolving(Name pinned) {
        name = pinned;
    }

    boolean isOver() {
        return outcome.get() != null;
    }

    Duration took() {
        return Duration.ofNanos(ending.nanoTime() - startedAt);
    }

    /// Sends the request to the vetted address, or to the literal in the URL.
    void send(HttpClient client, HttpRequest post, @Nullable Vetted vetted) {
        if (isOver()) {
            return;
        }
        dialled = vetted;
        phase = Phase.CONNECT;
        reused = false;
        Dialling dialling = new Dialling(name, request.url().host(), Optional.ofNullable(vetted));
        sender = Thread.currentThread();
        CompletableFuture<HttpResponse<String>> future =
                ScopedValue.where(Dialling.CURRENT, dialling)
                        .call(() -> client.sendAsync(post, this));
        sender = null;
        sending = future;
        if (isOver()) {
            breakOff(future);
            return;
        }
        var _ = future.whenComplete((_, failure) -> sent(failure));
    }

    /// Ends the attempt if its deadline has passed.
    void tick(long now, long deadlineNanos) {
        if (now - startedAt >= deadlineNanos) {
            AttemptOutcome answered = answer;
            end(answered != null ? answered : new TimedOut(phase, took()));
        }
    }

    /// The first outcome counts; whatever still goes on is then broken off.
    void end(AttemptOutcome with) {
        if (!outcome.compareAndSet(null, with)) {
            return;
        }
        CompletableFuture<?> future = sending;
        if (future != null && !(with instanceof Delivered || with instanceof Refused)) {
            breakOff(future);
        }
        ending.ended(this, with);
    }

    /// Closes the connection. The client itself leaves it open when it gives up on an answer that
    /// is no HTTP, and then the future is done and can't be cancelled any more; a future derived
    /// from it that never ends can, and cancels the same exchange.
    private static void breakOff(CompletableFuture<?> future) {
        future.newIncompleteFuture().cancel(true);
        future.cancel(true);
    }

    /// The answer alone does not end the attempt: who then sent the next at once could not have the
    /// connection, which the client has not quite let go of.
    private void sent(@Nullable Throwable failure) {
        AttemptOutcome answered = answer;
        if (answered != null) {
            end(answered);
        } else if (failure != null && !isOver()) {
            failed(failure);
        }
    }

    private void failed(Throwable failure) {
        Phase during = phase;
        if (Failure.isTimeout(failure)) {
            end(new TimedOut(during, took()));
        } else if (during == Phase.ANSWER
                && reused
                && !sentAgain
                && Failure.isBeforeFirstByte(failure)) {
            sentAgain = true;
            ending.stale(this);
        } else {
            Failure told = Failure.of(failure, during);
            end(new Unreachable(told.cause(), took(), told.detail()));
        }
    }

    /// The client asks for the body when the connection is up. If it does so at once, without
    /// waiting for the network, then the connection was there before. A plain one to this very
    /// machine can be made at once, too, so nothing is concluded from it.
    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
        reused = Thread.currentThread() == sender && (request.url().secure() || !isToThisMachine());
        phase = Phase.ANSWER;
        body.subscribe(subscriber);
    }

    private boolean isToThisMachine() {
        Vetted vetted = dialled;
        return vetted != null
                ? vetted.first().isLoopbackAddress()
                : request.url().literal().isPresent()
                        && request.url().literal().get().isLoopbackAddress();
    }

    @Override
    public long contentLength() {
        return request.body().length;
    }

    @Override
    public BodySubscriber<String> apply(ResponseInfo head) {
        phase = Phase.BODY;
        return new AnswerReader(head.statusCode(), this);
    }

    @Override
    public void answered(int status, String bodyStart, boolean cut) {
        if (cut) {
            ending.cut();
        }
        answer =
                status >= 200 && status < 300
                        ? new Delivered(status, took(), bodyStart)
                        : new Refused(status, took(), bodyStart);
    }
}
