package id.sahut.webhooks.dispatcher.attempt;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One POST on a connection of its own to one vetted address, which minds nothing of the answer but
/// its status line. For what the JDK's client does not do: answers that it refuses, a connection
/// that is new for certain, and the next address of a name. Confined to one thread, which it
/// blocks; [#abort] is safe for any.
final class LenientPost {

    private static final Logger log = LoggerFactory.getLogger(LenientPost.class);

    private final AttemptRequest request;
    private final SSLContext tls;
    private final Progress progress;

    /// In nanoseconds, until the attempt's deadline.
    private final LongSupplier left;

    private volatile @Nullable Socket open;
    private volatile boolean aborted;

    /// Told how far it has come.
    interface Progress {

        /// The connection is up.
        void connected();

        /// The status line is there: it decides.
        void status(int status, BodyStart body);
    }

    LenientPost(AttemptRequest request, SSLContext tls, Progress progress, LongSupplier left) {
        this.request = request;
        this.tls = tls;
        this.progress = progress;
        this.left = left;
    }

    /// Connects and, for https, agrees on encryption with whom the URL names.
    ///
    /// @param most for that; less when the deadline comes before
    /// @throws SocketTimeoutException when that is not enough
    /// @throws ConnectException when the address takes no connection, for whatever reason
    Socket connect(InetAddress address, Duration most) throws IOException {
        long atFirst = left.getAsLong();
        long limit = Math.min(most.toNanos(), atFirst);
        Socket plain = new Socket();
        open = plain;
        try {
            requireWanted();
            plain.setTcpNoDelay(true);
            dial(plain, new InetSocketAddress(address, request.url().port()), millis(limit));
            if (!request.url().secure()) {
                return plain;
            }
            plain.setSoTimeout(millis(limit - (atFirst - left.getAsLong())));
            return encrypted(plain);
        } catch (IOException | RuntimeException e) {
            close(plain);
            throw e;
        }
    }

    /// Sends the request and reads the answer.
    ///
    /// @param socket from [#connect]
    /// @return what is odd about the answer, if anything
    Optional<String> exchange(Socket socket) throws IOException {
        try {
            requireWanted();
            socket.setSoTimeout(millis(left.getAsLong()));
            progress.connected();
            OutputStream out = socket.getOutputStream();
            out.write(head());
            out.write(request.body());
            out.flush();
            var body = new BodyStart();
            var answer = new LenientAnswer(new BufferedInputStream(socket.getInputStream()), body);
            progress.status(answer.readStatus(), body);
            return rest(answer);
        } finally {
            hangUp();
        }
    }

    /// Breaks it off, wherever it is, and waits for nothing: an encrypted connection's own way to
    /// close would wait for whoever writes to it.
    void abort() {
        aborted = true;
        hangUp();
    }

    /// The status has decided, so what goes wrong from here on is an oddity.
    private static Optional<String> rest(LenientAnswer answer) {
        try {
            return answer.readRest();
        } catch (IOException e) {
            return answer.oddity().or(() -> Optional.of("the connection ended within the answer"));
        }
    }

    private void requireWanted() throws SocketException {
        if (aborted) {
            throw new SocketException("aborted");
        }
    }

    /// Whatever the operating system says against it, this address is not to be connected to from
    /// here.
    private static void dial(Socket plain, InetSocketAddress to, int mostMs) throws IOException {
        try {
            plain.connect(to, mostMs);
        } catch (SocketTimeoutException | ConnectException e) {
            throw e;
        } catch (IOException e) {
            var failed = new ConnectException(e.getMessage());
            failed.initCause(e);
            throw failed;
        }
    }

    private Socket encrypted(Socket plain) throws IOException {
        var socket =
                (SSLSocket)
                        tls.getSocketFactory()
                                .createSocket(
                                        plain, request.url().host(), request.url().port(), true);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /// The connection below encryption.
    private void hangUp() {
        Socket plain = open;
        if (plain != null) {
            close(plain);
        }
    }

    private byte[] head() {
        var head = new StringBuilder(1_024);
        String path = request.url().uri().getRawPath();
        String query = request.url().uri().getRawQuery();
        head.append("POST ").append(path == null || path.isEmpty() ? "/" : path);
        if (query != null) {
            head.append('?').append(query);
        }
        head.append(" HTTP/1.1\r\n");
        add(head, "Connection", "close");
        add(head, "Content-Length", Integer.toString(request.body().length));
        add(head, "Host", request.url().uri().getRawAuthority());
        request.headers().forEach(it -> add(head, it.name(), it.value()));
        head.append("\r\n");
        return head.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void add(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }

    /// At least 1: to a socket 0 means for ever.
    private static int millis(long nanos) {
        return Math.clamp(Duration.ofNanos(nanos).toMillis(), 1, Integer.MAX_VALUE);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            log.debug("a connection was given up and did not close in good order", e);
        }
    }
}
