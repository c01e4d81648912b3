package id.sahut.webhooks.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.chaos.cluster.Member;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class FaultPlanTest {

    @Test
    void theSeedDecidesTheFaultsAndTheirOrder() {
        assertThat(FaultPlan.drawn(7, 200)).isEqualTo(FaultPlan.drawn(7, 200));
        assertThat(FaultPlan.drawn(7, 200)).isNotEqualTo(FaultPlan.drawn(8, 200));
    }

    @Test
    void aShorterPlanIsTheBeginningOfALongerOne() {
        assertThat(FaultPlan.drawn(7, 200).faults())
                .startsWith(FaultPlan.drawn(7, 20).faults().toArray(new Fault[0]));
    }

    @Test
    void everyKindHappensToEveryMemberSoonerOrLater() {
        var plan = FaultPlan.drawn(1, 1_000).faults();

        assertThat(plan).extracting(Fault::member).containsAll(Member.ALL);
        for (Member member : Member.ALL) {
            assertThat(plan)
                    .filteredOn(it -> it.member().equals(member))
                    .extracting(Fault::kind)
                    .as("%s", member)
                    .contains(Kind.KILL, Kind.TERMINATE, Kind.PAUSE)
                    .doesNotContain(Kind.LOSE);
        }
        assertThat(plan)
                .filteredOn(it -> it.kind() == Kind.PAUSE)
                .extracting(Fault::lasts)
                .allMatch(it -> it.compareTo(Duration.ofSeconds(30)) <= 0)
                .anyMatch(it -> it.compareTo(Duration.ofSeconds(15)) > 0)
                .anyMatch(it -> it.compareTo(Duration.ofSeconds(5)) < 0);
    }
}
