package id.sahut.webhooks.ingest.dashboard;

import java.net.URI;

/// A registered URL in two, so that a page can show which host it is at a glance. Immutable.
///
/// @param host with its port, if one is written
/// @param rest path and query
record UrlParts(String scheme, String host, String rest) {

    static UrlParts of(String url) {
        URI uri = URI.create(url);
        String authority = uri.getRawAuthority();
        String scheme = uri.getScheme() + "://";
        return new UrlParts(scheme, authority, url.substring(scheme.length() + authority.length()));
    }
}
