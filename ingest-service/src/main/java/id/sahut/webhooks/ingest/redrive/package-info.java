/// What may be sent again, and sending it. Everybody else sees [Redrive] only, and what it gives.
@NullMarked
package id.sahut.webhooks.ingest.redrive;

import org.jspecify.annotations.NullMarked;
