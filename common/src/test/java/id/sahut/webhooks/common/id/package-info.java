/// Tests of the package.
@NullMarked
package id.sahut.webhooks.common.id;

import org.jspecify.annotations.NullMarked;
