package id.sahut.webhooks.ingest.http;

import java.util.Map;

/// What everybody is answered at a path, without being asked who they are. Immutable; nobody
/// changes [#content].
///
/// @param headers beside those that every answer has, or in their place
public record Document(
        String path, String contentType, Map<String, String> headers, byte[] content) {}
