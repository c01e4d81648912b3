package id.sahut.webhooks.embeddedkafka;

/// The broker can't start, or has failed; the message is one line that its user can act on.
public final class EmbeddedKafkaException extends RuntimeException {

    public EmbeddedKafkaException(String message) {
        super(message);
    }

    public EmbeddedKafkaException(String message, Throwable cause) {
        super(message, cause);
    }
}
