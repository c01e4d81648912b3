/// Tests of the package.
@NullMarked
package id.sahut.webhooks.common.signing;

import org.jspecify.annotations.NullMarked;
