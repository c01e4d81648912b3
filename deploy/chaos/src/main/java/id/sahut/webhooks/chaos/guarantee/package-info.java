/// The promises, each a class that finds what broke it.
@NullMarked
package id.sahut.webhooks.chaos.guarantee;

import org.jspecify.annotations.NullMarked;
