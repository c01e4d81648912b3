/// Tests of the package.
@NullMarked
package id.sahut.webhooks.common.delivery;

import org.jspecify.annotations.NullMarked;
