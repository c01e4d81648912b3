/// What a run publishes, and where its deliveries arrive.
@NullMarked
package id.sahut.webhooks.chaos.traffic;

import org.jspecify.annotations.NullMarked;
