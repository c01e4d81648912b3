/// Tests of the package.
@NullMarked
package id.sahut.webhooks.common.ops;

import org.jspecify.annotations.NullMarked;
