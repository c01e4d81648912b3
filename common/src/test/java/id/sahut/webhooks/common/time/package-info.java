/// Tests of the package.
@NullMarked
package id.sahut.webhooks.common.time;

import org.jspecify.annotations.NullMarked;
