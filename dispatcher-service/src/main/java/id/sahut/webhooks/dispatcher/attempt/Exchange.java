package id.sahut.webhooks.dispatcher.attempt;

import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Cause;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Delivered;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Lack;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.NotMade;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Phase;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Refused;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.TimedOut;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Unreachable;
import id.sahut.webhooks.dispatcher.names.Dialling;
import id.sahut.webhooks.dispatcher.names.Name;
import id.sahut.webhooks.dispatcher.names.Vetted;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// One attempt on its way: follows how far it has come and ends it once, with the first outcome.
/// Safe for any thread.
///
/// ```
/// RESOLVE ──vetted──► CONNECT ──body asked for──► ANSWER ──status──► the body's start ──► outcome
///                        │                          │                    (a second at most)
///                        └── another address        └── stale, or an answer the client refuses:
///                            of the name: CONNECT       once more, on a connection of its own
///    before the status: deadline, failure or close ────────────────────────────────────► outcome
/// ```
final class Exchange implements BodyPublisher, BodyHandler<String>, LenientPost.Progress {

    /// For the answer's body, which is for the record only.
    private static final Duration BODY = Duration.ofSeconds(1);

    /// For a connection where the name has another address.
    private static final Duration CONNECT = Duration.ofSeconds(3);

    private final AttemptRequest request;
    private final Consumer<AttemptOutcome> whenDone;
    private final Ending ending;
    private final long startedAt;
    private final WholeBody body;
    private final AtomicReference<@Nullable AttemptOutcome> outcome = new AtomicReference<>();
    private final AtomicReference<Way> way = new AtomicReference<>(Way.NONE);
    private volatile Phase phase = Phase.RESOLVE;
    private volatile long dialledAt;
    private volatile @Nullable CompletableFuture<?> sending;
    private volatile @Nullable LenientPost lenient;
    private volatile @Nullable Head head;
    private volatile @Nullable Name name;
    private volatile @Nullable Vetted dialled;
    private volatile @Nullable InetAddress dialling;
    private volatile @Nullable Thread sender;
    private volatile boolean reused;

    /// The status that has decided, and what has come of the answer's body. Immutable but for the
    /// body.
    private record Head(int status, long atNanos, Duration took, BodyStart body) {}

    /// Who makes the POST just now. There is no way back from the last.
    private enum Way {
        NONE,
        CLIENT_CONNECTS,
        CLIENT_SENDS,
        OWN_CONNECTION
    }

    /// What an exchange needs from the client it belongs to.
    interface Ending {

        /// Called once; nothing of the exchange counts afterwards.
        void ended(Exchange exchange, AttemptOutcome outcome);

        /// The client can't do it: the POST is to be made on a connection of its own.
        void onItsOwn(Exchange exchange, OwnConnection why);

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

    void resolving(Name pinned) {
        name = pinned;
    }

    /// The addresses that this attempt may dial, beginning with the most promising.
    void resolved(@Nullable Vetted vetted) {
        dialled = vetted;
    }

    boolean isOver() {
        return outcome.get() != null;
    }

    Duration took() {
        return Duration.ofNanos(ending.nanoTime() - startedAt);
    }

    /// Sends the request to the vetted address, or to the literal in the URL.
    void send(HttpClient client, HttpRequest post) {
        if (isOver()) {
            return;
        }
        dialledAt = ending.nanoTime();
        phase = Phase.CONNECT;
        way.set(Way.CLIENT_CONNECTS);
        var vetted = new Dialling(name, request.url().host(), Optional.ofNullable(dialled));
        sender = Thread.currentThread();
        CompletableFuture<HttpResponse<String>> future =
                ScopedValue.where(Dialling.CURRENT, vetted)
                        .call(() -> client.sendAsync(post, this));
        sender = null;
        sending = future;
        if (isOver()) {
            breakOff(future);
            return;
        }
        var _ = future.whenComplete((_, failure) -> sent(failure));
    }

    /// Sends the request on a connection of its own, to the first of the addresses that one can be
    /// made to. Blocks.
    ///
    /// @param isSentAlready whether the endpoint may have had the request from the client
    /// @param deadline of the whole attempt
    void sendOnItsOwn(
            List<InetAddress> addresses, SSLContext tls, boolean isSentAlready, Duration deadline) {
        way.set(Way.OWN_CONNECTION);
        var post = new LenientPost(request, tls, this, () -> deadline.minus(took()).toNanos());
        lenient = post;
        phase = Phase.CONNECT;
        try {
            if (isOver()) {
                return;
            }
            Optional<String> oddity = post.exchange(connected(post, addresses, deadline));
            Head known = head;
            if (known != null) {
                end(answered(known, oddity.orElse("")));
            }
        } catch (IOException | RuntimeException e) {
            Head known = head;
            if (known != null) {
                end(answered(known, Failure.afterTheStatus(e)));
            } else {
                end(outcome(e, isSentAlready));
            }
        }
    }

    private Socket connected(LenientPost post, List<InetAddress> addresses, Duration deadline)
            throws IOException {
        for (Iterator<InetAddress> rest = addresses.iterator(); ; ) {
            InetAddress address = rest.next();
            dialling = address;
            boolean hasTime = deadline.minus(took()).compareTo(CONNECT) >= 0;
            try {
                return post.connect(address, rest.hasNext() ? CONNECT : deadline);
            } catch (IOException e) {
                boolean isLack = Failure.isOurLack(e, address);
                boolean isItsFault =
                        !isLack
                                && (Failure.isTimeout(e)
                                        ? hasTime
                                        : Failure.of(e, Phase.CONNECT).cause() == Cause.CONNECT);
                if (isItsFault && !isOver()) {
                    name().ifPresent(it -> it.demote(address));
                }
                if (!isItsFault || isOver() || !rest.hasNext()) {
                    throw e;
                }
            }
        }
    }

    /// Ends the attempt if its deadline has passed, or what it does now has taken long enough.
    void tick(long now, long deadlineNanos) {
        Head known = head;
        if (known != null) {
            if (now - known.atNanos >= BODY.toNanos()) {
                end(answered(known, "its body did not end within a second"));
            }
        } else if (now - startedAt >= deadlineNanos) {
            if (way.get() == Way.CLIENT_CONNECTS) {
                demoteDialled();
            }
            end(new TimedOut(phase, took()));
        } else if (way.get() == Way.CLIENT_CONNECTS
                && hasOtherAddress()
                && now - dialledAt >= CONNECT.toNanos()) {
            onItsOwn(OwnConnection.OTHER_ADDRESS);
        }
    }

    /// The first outcome counts; whatever still goes on is then broken off.
    void end(AttemptOutcome with) {
        if (!outcome.compareAndSet(null, with)) {
            return;
        }
        CompletableFuture<?> future = sending;
        boolean isAnswered = with instanceof Delivered || with instanceof Refused;
        if (future != null && !(isAnswered && future.isDone())) {
            breakOff(future);
        }
        ending.ended(this, with);
        LenientPost post = lenient;
        if (post != null) {
            post.abort();
        }
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
        if (way.get() == Way.OWN_CONNECTION || isOver()) {
            return;
        }
        Head known = head;
        if (known != null) {
            end(answered(known, failure == null ? "" : Failure.afterTheStatus(failure)));
        } else if (failure != null) {
            failed(failure);
        }
    }

    private void failed(Throwable failure) {
        Phase during = phase;
        Vetted vetted = dialled;
        if (vetted != null) {
            dialling = vetted.first();
        }
        Failure told = Failure.of(failure, during);
        if (during == Phase.CONNECT && Failure.isOurLack(failure, dialling)) {
            end(outcome(failure, false));
            return;
        }
        if (during == Phase.CONNECT && told.cause() == Cause.CONNECT) {
            if (hasOtherAddress()) {
                onItsOwn(OwnConnection.OTHER_ADDRESS);
                return;
            }
            demoteDialled();
        } else if (during == Phase.ANSWER && reused && Failure.isBeforeFirstByte(failure)) {
            onItsOwn(OwnConnection.STALE);
            return;
        } else if (during == Phase.ANSWER && told.cause() == Cause.PROTOCOL) {
            onItsOwn(OwnConnection.ODD_ANSWER);
            return;
        }
        end(outcome(failure, during == Phase.ANSWER));
    }

    /// @param isSent whether the endpoint may have had the request: then it was an attempt
    private AttemptOutcome outcome(Throwable failure, boolean isSent) {
        Phase during = phase;
        if (!isSent && during != Phase.ANSWER && Failure.isOurLack(failure, dialling)) {
            return new NotMade(Lack.SOCKETS);
        }
        if (Failure.isTimeout(failure)) {
            return new TimedOut(during, took());
        }
        Failure told = Failure.of(failure, during);
        return new Unreachable(told.cause(), took(), told.detail());
    }

    /// What the client still does about it does not count any more, and nothing is sent by it that
    /// was not sent before.
    private void onItsOwn(OwnConnection why) {
        Way from = why == OwnConnection.OTHER_ADDRESS ? Way.CLIENT_CONNECTS : Way.CLIENT_SENDS;
        if (isOver() || !way.compareAndSet(from, Way.OWN_CONNECTION)) {
            return;
        }
        if (why == OwnConnection.OTHER_ADDRESS) {
            demoteDialled();
        }
        CompletableFuture<?> future = sending;
        if (future != null) {
            breakOff(future);
        }
        ending.onItsOwn(this, why);
    }

    private boolean hasOtherAddress() {
        Vetted vetted = dialled;
        return name != null && vetted != null && vetted.addresses().size() > 1;
    }

    private void demoteDialled() {
        Vetted vetted = dialled;
        if (vetted != null) {
            name().ifPresent(it -> it.demote(vetted.first()));
        }
    }

    /// The client asks for the body when the connection is up. If it does so at once, without
    /// waiting for the network, then the connection was there before. A plain one to this very
    /// machine can be made at once, too, so nothing is concluded from it.
    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
        Way now =
                way.updateAndGet(
                        it -> it == Way.OWN_CONNECTION ? Way.OWN_CONNECTION : Way.CLIENT_SENDS);
        if (now == Way.OWN_CONNECTION) {
            new WholeBody.Withheld(subscriber).tell();
            return;
        }
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
    public BodySubscriber<String> apply(ResponseInfo answer) {
        var start = new BodyStart();
        if (way.get() == Way.CLIENT_SENDS) {
            status(answer.statusCode(), start);
        }
        return new AnswerReader(start, ending::cut);
    }

    @Override
    public void connected() {
        phase = Phase.ANSWER;
    }

    /// It decides, whatever follows.
    @Override
    public void status(int status, BodyStart start) {
        head = new Head(status, ending.nanoTime(), took(), start);
    }

    private static AttemptOutcome answered(Head head, String oddity) {
        return head.status >= 200 && head.status < 300
                ? new Delivered(head.status, head.took, head.body.text(), oddity)
                : new Refused(head.status, head.took, head.body.text(), oddity);
    }
}
