/// Events that can't be delivered, and those behind them.
@NullMarked
package id.sahut.webhooks.acceptance.rejection;

import org.jspecify.annotations.NullMarked;
