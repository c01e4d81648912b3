package id.sahut.webhooks.acceptance.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

/// A domain event as a producer publishes it. Immutable; nobody changes the body.
///
/// @param id the producer's `event-id`
public record Event(String id, String workspace, byte[] body) {

    /// A message like many others; every body is another.
    public static Event message(String id, String workspace) {
        String body =
                """
                {"event": "message.created", "timestamp": "2024-03-15T08:30:00Z", "workspace_id": "%s", \
                "data": {"message": {"id": "msg_%s", "type": "incoming", "content": "Halo %s, saya \
                ingin bertanya tentang produk Anda", "created_at": "2024-03-15T08:30:00Z"}, \
                "conversation": {"id": "conv_01HX2B9K3M5N7P", "status": "open"}, "contact": \
                {"id": "ct_01HX3C0L4N6P8Q", "name": "Budi Santoso", "phone": "+628123456789"}}}\
                """
                        .formatted(workspace, id, Confidential.PAYLOAD_MARKER);
        return new Event(id, workspace, body.getBytes(UTF_8));
    }
}
