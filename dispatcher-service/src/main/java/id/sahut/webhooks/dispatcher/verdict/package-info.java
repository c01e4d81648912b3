/// What becomes of a delivery after an attempt, or when its endpoint has no room for it. Knows
/// neither Kafka nor HTTP.
@NullMarked
package id.sahut.webhooks.dispatcher.verdict;

import org.jspecify.annotations.NullMarked;
