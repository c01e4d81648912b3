/// Tests of the package.
@NullMarked
package id.sahut.webhooks.common.retry;

import org.jspecify.annotations.NullMarked;
