/// Tests of the package.
@NullMarked
package id.sahut.webhooks.common.attempt;

import org.jspecify.annotations.NullMarked;
