/// The topics: their names, how each must be configured, and bringing a cluster to that state.
@NullMarked
package id.sahut.webhooks.common.topics;

import org.jspecify.annotations.NullMarked;
