/// Names and where they lead: lookups, what of them may be called, and the hook by which the JDK's
/// client dials nothing else.
@NullMarked
package id.sahut.webhooks.dispatcher.names;

import org.jspecify.annotations.NullMarked;
