/// What must always hold, as classes that watch a run and judge it at its end.
@NullMarked
package id.sahut.webhooks.acceptance.guarantee;

import org.jspecify.annotations.NullMarked;
