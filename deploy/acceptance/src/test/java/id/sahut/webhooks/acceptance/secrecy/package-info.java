/// What nothing may ever show.
@NullMarked
package id.sahut.webhooks.acceptance.secrecy;

import org.jspecify.annotations.NullMarked;
