package id.sahut.webhooks.ingest.pipeline;

/// Kafka has not told how the pipeline stands; the message says why, in a line.
public final class PipelineUnknown extends Exception {

    PipelineUnknown(String message) {
        super(message);
    }

    PipelineUnknown(String message, Throwable cause) {
        super(message, cause);
    }
}
