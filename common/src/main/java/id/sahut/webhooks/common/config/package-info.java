/// Settings of every service: one file, one environment, one list of what is wrong with them.
@NullMarked
package id.sahut.webhooks.common.config;

import org.jspecify.annotations.NullMarked;
