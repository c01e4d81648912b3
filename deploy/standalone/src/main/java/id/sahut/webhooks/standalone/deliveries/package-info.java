/// The commands that tell what became of deliveries.
@NullMarked
package id.sahut.webhooks.standalone.deliveries;

import org.jspecify.annotations.NullMarked;
