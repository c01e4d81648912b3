/// What people do with Kafka's own tools and with curl.
@NullMarked
package id.sahut.webhooks.acceptance.tools;

import org.jspecify.annotations.NullMarked;
