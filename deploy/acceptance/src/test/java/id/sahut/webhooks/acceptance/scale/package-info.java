/// As many webhooks as are promised.
@NullMarked
package id.sahut.webhooks.acceptance.scale;

import org.jspecify.annotations.NullMarked;
