/// What stands beside our figures: programs that a team would write without us.
@NullMarked
package id.sahut.webhooks.bench.baseline;

import org.jspecify.annotations.NullMarked;
