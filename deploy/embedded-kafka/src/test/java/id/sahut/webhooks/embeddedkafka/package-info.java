/// The embedded broker's tests.
@NullMarked
package id.sahut.webhooks.embeddedkafka;

import org.jspecify.annotations.NullMarked;
