package id.sahut.webhooks.common.endpoint;

import java.util.Locale;

/// What the rule for endpoint addresses says about one URL. Immutable.
///
/// The reason is for our own logs and metrics: whoever registers a webhook gets one message for all
/// of them, so that nobody learns about our network by trying.
public sealed interface EndpointCheck {

    /// The URL may be called, in this form.
    record Accepted(EndpointUrl url) implements EndpointCheck {}

    /// The URL may not be called.
    record Refused(Reason reason) implements EndpointCheck {}

    /// What is wrong with a URL.
    enum Reason {
        /// Nothing at all.
        EMPTY,
        /// More than 2,048 characters.
        TOO_LONG,
        /// White space, a control or invisible character, or a backslash.
        CHARACTER,
        /// Not of the form `https://host…`, or not a URL at all.
        MALFORMED,
        /// Not https, nor http where that is allowed.
        SCHEME,
        /// A user name or password before the host.
        USER_INFO,
        /// A `#` and what follows.
        FRAGMENT,
        /// Not a host name, or an IP address in another than its canonical spelling.
        HOST,
        /// A name without a dot, or under a suffix that is never public.
        INTERNAL_NAME,
        /// An IP address that is neither public nor allowed by the operator.
        ADDRESS,
        /// Not a port number, or one that belongs to another service.
        PORT;

        /// The name in logs and metrics, such as `internal_name`.
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
