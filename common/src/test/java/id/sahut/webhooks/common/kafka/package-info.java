/// Tests of the package.
@NullMarked
package id.sahut.webhooks.common.kafka;

import org.jspecify.annotations.NullMarked;
