package id.sahut.webhooks.ingest.recover;

import id.sahut.webhooks.ingest.history.DeliveryState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What of a webhook's is to be sent again, by how it stands. Immutable.
///
/// @param deliveries that stand so
/// @param missed also events that made no delivery, or one that was given up because the webhook
///   was disabled
public record RecoverStates(Set<DeliveryState> deliveries, boolean missed) {

    /// Events that made no delivery.
    public static final String MISSED = "missed";

    /// What a failed delivery is called elsewhere.
    private static final String EXPIRED = "expired";

    /// What may be named.
    public static final String ALLOWED =
            Arrays.stream(DeliveryState.values())
                    .map(DeliveryState::label)
                    .collect(Collectors.joining(", ", "", ", " + EXPIRED + ", " + MISSED));

    /// What is sent again where nobody says which.
    public static final RecoverStates USUAL =
            new RecoverStates(Set.of(DeliveryState.FAILED), false);

    public RecoverStates {
        deliveries = Set.copyOf(deliveries);
        if (deliveries.isEmpty() && !missed) {
            throw new IllegalArgumentException(
                    "states must name at least one; allowed are: " + ALLOWED);
        }
    }

    /// Those of the labels that are none of [#ALLOWED].
    public static List<String> unknown(Collection<String> labels) {
        return labels.stream()
                .distinct()
                .filter(it ->
                        !it.equals(MISSED)
                                && !it.equals(EXPIRED)
                                && DeliveryState.labelled(it).isEmpty())
                .toList();
    }

    /// @param labels all of them [#ALLOWED], and at least one
    public static RecoverStates of(Collection<String> labels) {
        var deliveries = EnumSet.noneOf(DeliveryState.class);
        boolean missed = false;
        for (String label : labels) {
            switch (label) {
                case MISSED -> missed = true;
                case EXPIRED -> deliveries.add(DeliveryState.FAILED);
                default -> deliveries.add(DeliveryState.labelled(label).orElseThrow());
            }
        }
        return new RecoverStates(deliveries, missed);
    }

    /// Whether of what was given up only that is wanted that was because the webhook was disabled.
    public boolean onlyDisabled() {
        return missed && !deliveries.contains(DeliveryState.FAILED);
    }

    /// As they are told, each once.
    public List<String> labels() {
        var labels = new ArrayList<String>();
        deliveries.stream().sorted().map(DeliveryState::label).forEach(labels::add);
        if (missed) {
            labels.add(MISSED);
        }
        return labels;
    }
}
