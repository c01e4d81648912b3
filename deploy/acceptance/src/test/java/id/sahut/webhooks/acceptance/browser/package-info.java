/// The dashboard as people use it, in a real browser.
@NullMarked
package id.sahut.webhooks.acceptance.browser;

import org.jspecify.annotations.NullMarked;
