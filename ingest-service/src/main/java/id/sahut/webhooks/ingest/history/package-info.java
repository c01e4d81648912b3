/// What became of each delivery: reads the topics into SQL, and answers questions.
@NullMarked
package id.sahut.webhooks.ingest.history;

import org.jspecify.annotations.NullMarked;
