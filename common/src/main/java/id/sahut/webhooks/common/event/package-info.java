/// Domain events as producers publish them, and the catalogue of their types.
@NullMarked
package id.sahut.webhooks.common.event;

import org.jspecify.annotations.NullMarked;
