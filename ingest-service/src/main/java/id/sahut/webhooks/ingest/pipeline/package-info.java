/// How the whole pipeline stands, as Kafka has it: for whoever operates it.
@NullMarked
package id.sahut.webhooks.ingest.pipeline;

import org.jspecify.annotations.NullMarked;
