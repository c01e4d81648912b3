/// Tests of the package.
@NullMarked
package id.sahut.webhooks.common.endpoint;

import org.jspecify.annotations.NullMarked;
