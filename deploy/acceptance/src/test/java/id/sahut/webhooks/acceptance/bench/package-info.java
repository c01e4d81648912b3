/// Whether the bench works; what it measures is for docs/performance.md.
@NullMarked
package id.sahut.webhooks.acceptance.bench;

import org.jspecify.annotations.NullMarked;
