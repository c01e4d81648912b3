/// The ladder of delays a failed delivery climbs.
@NullMarked
package id.sahut.webhooks.common.retry;

import org.jspecify.annotations.NullMarked;
