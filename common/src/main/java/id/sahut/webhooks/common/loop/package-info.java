/// What every consumer loop of ours does around its turns: begin, go on, commit in transactions,
/// leave.
@NullMarked
package id.sahut.webhooks.common.loop;

import org.jspecify.annotations.NullMarked;
