package id.sahut.webhooks.dispatcher.lane;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.id.WebhookId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LanesTest {

    private static final WebhookId A = new WebhookId("wh_A");
    private static final WebhookId B = new WebhookId("wh_B");
    private static final LaneLimits LIMITS =
            new LaneLimits(2_048, 64, 4, 1_024, 8_192, 64 << 20, Duration.ofSeconds(5));

    private long nanos = 1;

    @Test
    void endpointsTakeTurns() {
        var lanes = lanes(LIMITS);
        for (int i = 0; i < 3; i++) {
            offer(lanes, A, "a" + i);
        }
        offer(lanes, B, "b0");

        assertThat(startAll(lanes)).extracting(Turn::item).containsExactly("a0", "b0", "a1", "a2");
    }

    @Test
    void anEndpointHasNoMoreInFlightThanItsLimit() {
        var lanes = lanes(LIMITS);
        for (int i = 0; i < 100; i++) {
            offer(lanes, A, "a" + i);
        }

        var started = startAll(lanes);
        assertThat(started).hasSizeLessThanOrEqualTo(64).hasSizeGreaterThan(50);

        lanes.ended(started.getFirst(), false);
        assertThat(startAll(lanes)).isNotEmpty();
    }

    @Test
    void aBurstForManyEndpointsLeavesSlotsToOthers() {
        var lanes = lanes(LIMITS);
        for (int endpoint = 0; endpoint < 100; endpoint++) {
            for (int i = 0; i < 64; i++) {
                offer(lanes, new WebhookId("wh_hanging" + endpoint), "hangs");
            }
            var _ = startAll(lanes);
        }
        offer(lanes, A, "answers");

        assertThat(startAll(lanes)).extracting(Turn::item).contains("answers");
    }

    @Test
    void endpointsThatHangForASecondGetNoMoreThanAHandfulOfSlots() {
        var lanes = lanes(LIMITS);
        for (int round = 0; round < 100; round++) {
            for (int endpoint = 0; endpoint < 400; endpoint++) {
                offer(lanes, new WebhookId("wh_hanging" + endpoint), "hangs");
            }
            var _ = startAll(lanes);
            pass(Duration.ofMillis(500));
        }

        assertThat(lanes.inFlight()).isLessThanOrEqualTo(400 * 4);
        offer(lanes, A, "answers");
        assertThat(startAll(lanes)).extracting(Turn::item).contains("answers");
    }

    @Test
    void anEndpointThatTakesLongButAnswersIsNotTakenForOneThatHangs() {
        var lanes = lanes(LIMITS);
        var inFlight = new ArrayDeque<List<Turn<String>>>();
        int underWay = 0;
        for (int step = 0; step < 100; step++) {
            for (int i = 0; i < 10; i++) {
                offer(lanes, A, "a");
            }
            inFlight.add(startAll(lanes));
            underWay += inFlight.getLast().size();
            pass(Duration.ofMillis(500));
            if (inFlight.size() == 5) {
                underWay -= inFlight.getFirst().size();
                inFlight.removeFirst().forEach(it -> lanes.ended(it, false));
            }
        }

        assertThat(underWay).isGreaterThanOrEqualTo(40);
    }

    @Test
    void anEndpointThatOnlyFailsSlowlyGetsFewerSlots() {
        var lanes = lanes(LIMITS);
        for (int i = 0; i < 4; i++) {
            offer(lanes, A, "a" + i);
        }
        var hanging = startAll(lanes);
        pass(Duration.ofSeconds(10));
        hanging.forEach(it -> lanes.ended(it, true));
        for (int i = 0; i < 4; i++) {
            offer(lanes, A, "a" + i);
            offer(lanes, A, "a" + i);
        }

        assertThat(startAll(lanes)).hasSize(4);
    }

    @Test
    void oneAnswerMakesASlowEndpointAnOrdinaryOneAgain() {
        var lanes = lanes(LIMITS);
        for (int i = 0; i < 4; i++) {
            offer(lanes, A, "a" + i);
        }
        var hanging = startAll(lanes);
        pass(Duration.ofSeconds(10));
        hanging.forEach(it -> lanes.ended(it, true));
        offer(lanes, A, "answers");
        lanes.ended(startAll(lanes).getFirst(), false);

        for (int i = 0; i < 4; i++) {
            offer(lanes, A, "a" + i);
        }
        pass(Duration.ofMillis(1));
        offer(lanes, A, "a4");
        assertThat(startAll(lanes)).hasSize(5);
    }

    @Test
    void aDeliveryThatItsLaneCannotTakeIsHandedBackWithTheWaitToExpect() {
        var lanes = lanes(LIMITS);
        Placement placement = new Placement.Queued();
        for (int i = 0; i < 10_000 && placement instanceof Placement.Queued; i++) {
            placement = lanes.offer(A, Source.FRESH, "a" + i, 100);
            var _ = startAll(lanes);
            pass(Duration.ofMillis(5));
        }

        assertThat(placement).isInstanceOf(Placement.Crowded.class);
        assertThat(((Placement.Crowded) placement).expectedWait())
                .isGreaterThan(Duration.ofSeconds(1));
    }

    @Test
    void whatAQuickEndpointCanTakeSoonIsNeverHandedBack() {
        var lanes = lanes(LIMITS);
        for (int round = 0; round < 1_000; round++) {
            for (int i = 0; i < 200; i++) {
                assertThat(lanes.offer(A, Source.FRESH, "a", 100))
                        .isInstanceOf(Placement.Queued.class);
            }
            for (var started = startAll(lanes); !started.isEmpty(); started = startAll(lanes)) {
                pass(Duration.ofMillis(2));
                started.forEach(it -> lanes.ended(it, false));
            }
        }
    }

    @Test
    void theFullerTheQueuesTheLessWaitingIsAllowed() {
        var limits = new LaneLimits(2_048, 64, 4, 1_024, 100, 64 << 20, Duration.ofSeconds(5));
        var lanes = lanes(limits);
        var slow = learnThatItTakes(lanes, A, Duration.ofSeconds(1));
        for (int i = 0; i < 64; i++) {
            offer(lanes, A, "in flight");
        }
        var _ = startAll(lanes);
        int queued = 0;
        while (lanes.offer(A, Source.FRESH, "waits", 1) instanceof Placement.Queued) {
            queued++;
        }

        assertThat(slow).isNotNull();
        assertThat(queued).isBetween(50, 80); // 5 s would be room for 320
    }

    @Test
    void whatHasWaitedTooLongIsTakenOut() {
        var lanes = lanes(LIMITS);
        for (int i = 0; i < 70; i++) {
            offer(lanes, A, "a" + i);
        }
        int started = startAll(lanes).size();
        pass(Duration.ofSeconds(4));
        assertThat(lanes.removeOverdue()).isEmpty();

        pass(Duration.ofSeconds(2));
        assertThat(lanes.removeOverdue()).hasSize(70 - started);
        assertThat(lanes.queued()).isZero();
    }

    @Test
    void whatWaitsBecauseTheProcessItselfIsSlowIsNeitherHandedBackNorTakenOut() {
        var limits = new LaneLimits(256, 64, 4, 128, 8_192, 64 << 20, Duration.ofSeconds(5));
        var lanes = lanes(limits);
        for (int round = 0; round < 60; round++) {
            for (int i = 0; lanes.fill() < 0.85; i++) {
                var endpoint = new WebhookId("wh_" + i % 200);
                assertThat(lanes.offer(endpoint, Source.FRESH, "a", 100))
                        .isInstanceOf(Placement.Queued.class);
            }
            var started = startAll(lanes);
            pass(Duration.ofMillis(1_500));
            started.forEach(it -> lanes.ended(it, false));
            assertThat(lanes.removeOverdue()).isEmpty();
        }
    }

    @Test
    void whatWaitsForAnEndpointThatHangsWhileOthersAnswerIsTakenOut() {
        var lanes = lanes(LIMITS);
        for (int i = 0; i < 70; i++) {
            offer(lanes, A, "hangs");
        }
        int hanging = startAll(lanes).size();
        for (int round = 0; round < 60; round++) {
            pass(Duration.ofMillis(100));
            offer(lanes, B, "answers");
            startAll(lanes).forEach(it -> lanes.ended(it, false));
        }

        assertThat(lanes.removeOverdue()).hasSize(70 - hanging);
    }

    @Test
    void whatWaitsBecauseNothingMayBeginStaysThoughOnlyTheHangingAreInFlight() {
        var lanes = lanes(LIMITS);
        for (int i = 0; i < 70; i++) {
            offer(lanes, A, "hangs");
        }
        int hanging = startAll(lanes).size();
        pass(Duration.ofSeconds(1));
        offer(lanes, B, "waits for the process");
        var _ = lanes.offer(B, Source.DUE, "waits for the process", 1);

        pass(Duration.ofSeconds(6));

        assertThat(lanes.removeOverdue())
                .extracting(Turn::item)
                .hasSize(70 - hanging)
                .containsOnly("hangs");
        assertThat(startAll(lanes)).extracting(Turn::item).hasSize(2);
    }

    @Test
    void whatWaitsForUsDoesNotGetOlder() {
        var lanes = lanes(LIMITS);
        for (int i = 0; i < 70; i++) {
            offer(lanes, A, "hangs");
        }
        int hanging = startAll(lanes).size();
        pass(Duration.ofSeconds(4));
        lanes.waitForUs(true);
        pass(Duration.ofSeconds(60));
        assertThat(lanes.removeOverdue()).isEmpty();

        lanes.waitForUs(false);
        assertThat(lanes.removeOverdue()).isEmpty();
        pass(Duration.ofSeconds(2));
        assertThat(lanes.removeOverdue()).hasSize(70 - hanging);
    }

    @Test
    void aReleasedTurnDoesNotMakeOtherEndpointsSlow() {
        var limits = new LaneLimits(2_048, 64, 4, 1_024, 100, 64 << 20, Duration.ofSeconds(5));
        var lanes = lanes(limits);
        offer(lanes, A, "answers");
        var answered = startAll(lanes);
        pass(Duration.ofMillis(500));
        answered.forEach(it -> lanes.ended(it, false));
        for (int i = 0; i < 5_000; i++) {
            offer(lanes, B, "switched off");
            startAll(lanes).forEach(lanes::release);
        }
        for (int i = 0; i < 64; i++) {
            offer(lanes, A, "in flight");
        }
        var _ = startAll(lanes);

        while (lanes.fill() < 0.95) {
            assertThat(lanes.offer(A, Source.FRESH, "waits", 1))
                    .isInstanceOf(Placement.Queued.class);
        }
    }

    @Test
    void retriesNeverTakeMoreThanTheirShareOfTheSlots() {
        var limits = new LaneLimits(2_048, 64, 4, 10, 8_192, 64 << 20, Duration.ofSeconds(5));
        var lanes = lanes(limits);
        for (int i = 0; i < 20; i++) {
            var _ = lanes.offer(new WebhookId("wh_due" + i), Source.DUE, "due", 1);
            offer(lanes, new WebhookId("wh_fresh" + i), "fresh");
        }

        var started = startAll(lanes);
        assertThat(started).filteredOn(it -> it.item().equals("due")).hasSize(10);
        assertThat(started).filteredOn(it -> it.item().equals("fresh")).hasSize(20);

        lanes.ended(
                started.stream().filter(it -> it.item().equals("due")).findFirst().orElseThrow(),
                false);
        assertThat(startAll(lanes)).extracting(Turn::item).containsExactly("due");
    }

    @Test
    void whatIsRemovedLeavesNothingBehind() {
        var lanes = lanes(LIMITS);
        offer(lanes, A, "a0");
        offer(lanes, A, "a1");
        offer(lanes, B, "b0");

        assertThat(lanes.removeIf(item -> item.startsWith("a"))).hasSize(2);
        var started = startAll(lanes);
        assertThat(started).extracting(Turn::item).containsExactly("b0");
        lanes.ended(started.getFirst(), false);
        assertThat(lanes.heldBytes()).isZero();
        assertThat(lanes.removeOverdue()).isEmpty();
        assertThat(lanes.size()).isZero();
    }

    @Test
    void aSlowEndpointIsForgottenAfterAWhileWithoutTraffic() {
        var lanes = lanes(LIMITS);
        var _ = learnThatItTakes(lanes, A, Duration.ofSeconds(10));
        pass(Duration.ofMinutes(11));

        var _ = lanes.removeOverdue();
        assertThat(lanes.size()).isZero();
    }

    @Test
    void anyMixOfTrafficKeepsTheLimitsAndEndsWithNothingHeld() {
        for (long seed = 0; seed < 50; seed++) {
            var random = new Random(seed);
            var limits = new LaneLimits(40, 6, 2, 20, 60, 10_000, Duration.ofSeconds(5));
            var lanes = lanes(limits);
            var inFlight = new ArrayList<Turn<String>>();
            int offered = 0;
            int ended = 0;
            for (int step = 0; step < 3_000; step++) {
                pass(Duration.ofMillis(random.nextInt(50)));
                if (random.nextBoolean()) {
                    var source = random.nextInt(4) == 0 ? Source.DUE : Source.FRESH;
                    var endpoint = new WebhookId("wh_" + random.nextInt(12));
                    var placement = lanes.offer(endpoint, source, "x", random.nextInt(50));
                    offered += placement instanceof Placement.Queued ? 1 : 0;
                }
                inFlight.addAll(startAll(lanes));
                Map<WebhookId, Integer> perEndpoint = new HashMap<>();
                inFlight.forEach(it -> perEndpoint.merge(it.endpoint(), 1, Integer::sum));
                assertThat(inFlight).as("seed %d", seed).hasSizeLessThanOrEqualTo(40);
                assertThat(perEndpoint.values()).as("seed %d", seed).allMatch(count -> count <= 6);
                if (!inFlight.isEmpty() && random.nextBoolean()) {
                    lanes.ended(
                            inFlight.remove(random.nextInt(inFlight.size())), random.nextBoolean());
                    ended++;
                }
                ended += lanes.removeOverdue().size();
            }
            while (!inFlight.isEmpty()) {
                lanes.ended(inFlight.removeFirst(), false);
                ended++;
                inFlight.addAll(startAll(lanes));
            }
            assertThat(ended).as("seed %d", seed).isEqualTo(offered);
            assertThat(lanes.heldBytes()).as("seed %d", seed).isZero();
            assertThat(lanes.inFlight() + lanes.queued()).as("seed %d", seed).isZero();
        }
    }

    private Lanes<String> lanes(LaneLimits limits) {
        return new Lanes<>(limits, () -> nanos);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private static void offer(Lanes<String> lanes, WebhookId endpoint, String item) {
        var _ = lanes.offer(endpoint, Source.FRESH, item, 100);
    }

    private static List<Turn<String>> startAll(Lanes<String> lanes) {
        var started = new ArrayList<Turn<String>>();
        for (Turn<String> turn; (turn = lanes.next()) != null; ) {
            started.add(turn);
        }
        return started;
    }

    private @Nullable Turn<String> learnThatItTakes(
            Lanes<String> lanes, WebhookId endpoint, Duration duration) {
        offer(lanes, endpoint, "learns");
        Turn<String> turn = lanes.next();
        pass(duration);
        if (turn != null) {
            lanes.ended(turn, true);
        }
        return turn;
    }
}
