/// The dispatcher at work: from Kafka to the endpoints and back, in transactions.
@NullMarked
package id.sahut.webhooks.dispatcher.loop;

import org.jspecify.annotations.NullMarked;
