/// The services as processes of their own, two of each.
@NullMarked
package id.sahut.webhooks.acceptance.cluster;

import org.jspecify.annotations.NullMarked;
