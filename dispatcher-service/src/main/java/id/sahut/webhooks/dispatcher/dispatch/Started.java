package id.sahut.webhooks.dispatcher.dispatch;

import id.sahut.webhooks.dispatcher.lane.Turn;
import id.sahut.webhooks.dispatcher.outcome.Work;
import java.time.Instant;
import java.util.Optional;

/// An attempt under way. Immutable.
///
/// @param workspace whose webhook it goes to
/// @param host where it goes
record Started(Turn<Work> turn, Instant at, Optional<String> workspace, String host) {}
