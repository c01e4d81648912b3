package id.sahut.webhooks.dispatcher.attempt;

import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Cause;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Phase;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Tells from the client's exception what went wrong, in words of our own: an exception's message
/// can hold what the other side wrote. Immutable.
record Failure(Cause cause, String detail) {

    /// @param during how far the attempt had come
    static Failure of(Throwable thrown, Phase during) {
        if (find(thrown, UnknownHostException.class).isPresent()
                || find(thrown, UnresolvedAddressException.class).isPresent()) {
            return new Failure(Cause.DNS, "the name has no address");
        }
        if (find(thrown, SSLException.class).isPresent()
                || find(thrown, CertificateException.class).isPresent()) {
            return new Failure(Cause.TLS, tls(thrown));
        }
        if (find(thrown, NoRouteToHostException.class).isPresent()) {
            return new Failure(Cause.CONNECT, "no route to the endpoint");
        }
        if (find(thrown, ConnectException.class).isPresent()) {
            return new Failure(Cause.CONNECT, "connection refused");
        }
        if (find(thrown, ProtocolException.class).isPresent()) {
            return new Failure(Cause.PROTOCOL, "the answer is not valid HTTP/1.1");
        }
        if (endedEarly(thrown)) {
            return switch (during) {
                case RESOLVE, CONNECT ->
                        new Failure(Cause.RESET, "connection closed while it was being set up");
                case ANSWER -> new Failure(Cause.RESET, "connection closed before the answer");
            };
        }
        return new Failure(Cause.PROTOCOL, "the answer is not valid HTTP/1.1");
    }

    /// Whether there was no socket to connect with, which the client reports as an internal error,
    /// or no port to connect from. The operating system says the same of the port where it has no
    /// address of IPv6 itself, so that counts for an address of IPv4 alone.
    ///
    /// @param dialled the address, if it is known
    static boolean isOurLack(Throwable thrown, @Nullable InetAddress dialled) {
        return find(thrown, InternalError.class).isPresent()
                || says(thrown, "Too many open files")
                || says(thrown, "No buffer space")
                || (dialled instanceof Inet4Address
                        && says(thrown, "Cannot assign requested address"));
    }

    private static boolean says(Throwable thrown, String what) {
        return find(thrown, IOException.class).map(Throwable::getMessage).stream()
                .anyMatch(text -> text.contains(what));
    }

    /// What is odd about an answer whose status was good enough to be read.
    static String afterTheStatus(Throwable thrown) {
        return endedEarly(thrown)
                ? "the connection ended within the answer"
                : "the rest of the answer is not valid HTTP/1.1";
    }

    /// Whether a timer of the client's or of a socket's was first.
    static boolean isTimeout(Throwable thrown) {
        return find(thrown, HttpTimeoutException.class).isPresent()
                || find(thrown, SocketTimeoutException.class).isPresent();
    }

    /// Whether the connection ended before the first byte of an answer, as one from the pool does
    /// that the other side was closing while we took it. The client's words are all there is to
    /// tell it from an answer that broke off; a test watches them.
    static boolean isBeforeFirstByte(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            String message = t.getMessage();
            if (message != null && message.endsWith("received no bytes")) {
                return true;
            }
        }
        return false;
    }

    private static String tls(Throwable thrown) {
        if (find(thrown, CertificateExpiredException.class).isPresent()) {
            return "the certificate has expired";
        }
        if (find(thrown, CertificateNotYetValidException.class).isPresent()) {
            return "the certificate is not valid yet";
        }
        if (find(thrown, CertPathBuilderException.class).isPresent()
                || find(thrown, CertPathValidatorException.class).isPresent()) {
            return "the certificate is not trusted";
        }
        if (find(thrown, CertificateException.class).isPresent()) {
            return "the certificate is for another name, or unusable";
        }
        return "no TLS connection could be agreed on";
    }

    private static boolean endedEarly(Throwable thrown) {
        return find(thrown, EOFException.class).isPresent()
                || find(thrown, SocketException.class).isPresent()
                || find(thrown, ClosedChannelException.class).isPresent()
                || find(thrown, IOException.class).map(Throwable::getMessage).stream()
                        .anyMatch(text -> text.contains("reset") || text.contains("Broken pipe"));
    }

    private static <T extends Throwable> Optional<T> find(Throwable thrown, Class<T> kind) {
        int depth = 0;
        for (@Nullable Throwable t = thrown; t != null && depth < 20; t = t.getCause(), depth++) {
            if (kind.isInstance(t)) {
                return Optional.of(kind.cast(t));
            }
        }
        return Optional.empty();
    }
}
