/// Where a delivery goes, and the signed request that goes there.
@NullMarked
package id.sahut.webhooks.dispatcher.endpoint;

import org.jspecify.annotations.NullMarked;
