/// What customers would run: HTTP servers that behave well or badly, and remember every POST.
@NullMarked
package id.sahut.webhooks.acceptance.receiver;

import org.jspecify.annotations.NullMarked;
