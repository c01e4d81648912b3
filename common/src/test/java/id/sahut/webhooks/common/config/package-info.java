/// Tests of the package.
@NullMarked
package id.sahut.webhooks.common.config;

import org.jspecify.annotations.NullMarked;
