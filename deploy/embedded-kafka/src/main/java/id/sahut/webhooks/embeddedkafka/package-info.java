/// A real single-node Kafka inside this JVM, for the standalone program and for tests.
@NullMarked
package id.sahut.webhooks.embeddedkafka;

import org.jspecify.annotations.NullMarked;
