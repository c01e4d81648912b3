/// A service whose clock is wrong.
@NullMarked
package id.sahut.webhooks.acceptance.clock;

import org.jspecify.annotations.NullMarked;
