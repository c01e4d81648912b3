/// Tests of the package.
@NullMarked
package id.sahut.webhooks.common.webhook;

import org.jspecify.annotations.NullMarked;
