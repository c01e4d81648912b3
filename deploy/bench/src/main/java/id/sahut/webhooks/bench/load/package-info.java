/// What a run is fed with: webhooks, and events or deliveries in number and in time.
@NullMarked
package id.sahut.webhooks.bench.load;

import org.jspecify.annotations.NullMarked;
