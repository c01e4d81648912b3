/// The dispatcher: reads deliveries and makes the POSTs.
@NullMarked
package id.sahut.webhooks.dispatcher;

import org.jspecify.annotations.NullMarked;
