/// Tests of the package.
@NullMarked
package id.sahut.webhooks.common.event;

import org.jspecify.annotations.NullMarked;
