/// One endpoint's trouble is nobody else's.
@NullMarked
package id.sahut.webhooks.acceptance.isolation;

import org.jspecify.annotations.NullMarked;
