/// The identifiers that travel through topics, headers and the API, each with a type of its own.
@NullMarked
package id.sahut.webhooks.common.id;

import org.jspecify.annotations.NullMarked;
