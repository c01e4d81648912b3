/// The endpoints of a run: a process that answers every POST and keeps the books.
@NullMarked
package id.sahut.webhooks.bench.sink;

import org.jspecify.annotations.NullMarked;
