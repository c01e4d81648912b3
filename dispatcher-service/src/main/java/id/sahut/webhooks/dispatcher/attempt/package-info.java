/// Makes one POST and says what it came to, within a deadline and only to addresses that may be
/// called.
@NullMarked
package id.sahut.webhooks.dispatcher.attempt;

import org.jspecify.annotations.NullMarked;
