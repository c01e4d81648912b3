/// What was published, as it still lies in Kafka: one record is read when somebody asks for it.
@NullMarked
package id.sahut.webhooks.ingest.payload;

import org.jspecify.annotations.NullMarked;
