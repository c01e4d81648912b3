/// The command that sends many deliveries again.
@NullMarked
package id.sahut.webhooks.standalone.recover;

import org.jspecify.annotations.NullMarked;
