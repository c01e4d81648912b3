/// Deliveries that are sent again while others of theirs wait.
@NullMarked
package id.sahut.webhooks.acceptance.resend;

import org.jspecify.annotations.NullMarked;
