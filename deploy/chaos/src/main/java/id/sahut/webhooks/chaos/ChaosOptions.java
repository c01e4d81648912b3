package id.sahut.webhooks.chaos;

import id.sahut.webhooks.chaos.fault.FaultPlan;
import java.nio.file.Path;

/// What a run is to be. Immutable.
///
/// @param folder for all that processes keep and log; empty
public record ChaosOptions(FaultPlan plan, Path folder) {}
