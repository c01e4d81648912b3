/// What a run leaves behind, to judge by.
@NullMarked
package id.sahut.webhooks.chaos.evidence;

import org.jspecify.annotations.NullMarked;
