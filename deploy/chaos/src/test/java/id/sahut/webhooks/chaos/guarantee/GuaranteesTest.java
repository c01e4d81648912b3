package id.sahut.webhooks.chaos.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.chaos.cluster.Part;
import id.sahut.webhooks.chaos.evidence.Findings;
import id.sahut.webhooks.chaos.fault.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Each of them finds what breaks it, and nothing where nothing does.
final class GuaranteesTest {

    private static final List<Guarantee> ALL =
            List.of(
                    new NothingLost(),
                    new BoundedDuplicates(),
                    new NeverEarly(),
                    new NeverMoreThanSix(),
                    new NoRetryAfterSuccess(),
                    new NoForkedRetries());

    @Test
    void whatWasDeliveredOrExpiredInGoodOrderBreaksNone() {
        var good =
                Case.ofDelivered(100)
                        .published(100)
                        .post(100, 1, 200, 201, false)
                        .parked(100, 1)
                        .post(100, 2, 1_201, 1_202, false)
                        .parked(100, 2)
                        .post(100, 3, 3_202, 3_203, true)
                        .delivered(100, 3)
                        .published(101)
                        .post(101, 1, 300, 301, false)
                        .expired(101);

        for (Guarantee it : ALL) {
            assertThat(it.judge(good.evidence()).examples()).as(it.name()).isEmpty();
        }
    }

    @Test
    void anEventThatWasNeverFannedOutIsLost() {
        assertThat(found(new NothingLost(), Case.ofDelivered(5).publishedOnly(5)))
                .containsExactly(
                        "event 5 was neither accepted nor did it expire: 0 POSTs, fanned out 0 times");
    }

    @Test
    void aDeliveryEndsOnRecordOnce() {
        assertThat(found(new NothingLost(), Case.ofDelivered(5).delivered(3, 1)))
                .containsExactly(
                        "event 3 was fanned out 1 times, and is 2 times on record as delivered and 0 times as expired");
        assertThat(found(new NothingLost(), Case.ofDelivered(5).expired(3))).hasSize(1);
    }

    @Test
    void whatWasFannedOutTwiceEndsOnceAllTheSame() {
        assertThat(found(new NothingLost(), Case.ofDelivered(5).fannedOut(3))).isEmpty();
        assertThat(found(new NothingLost(), Case.ofDelivered(5).fannedOut(3).delivered(3, 1)))
                .hasSize(1);
    }

    @Test
    void anAcceptedEventIsOnRecord() {
        assertThat(found(new NothingLost(), Case.ofNothing().published(0).post(0, 1, 0, 1, true)))
                .containsExactly(
                        "event 0 was fanned out 1 times, and is 0 times on record as delivered and 0 times as expired");
    }

    @Test
    void aRetryHasToWaitForItsDelay() {
        var early =
                Case.ofNothing()
                        .published(0)
                        .post(0, 1, 0, 10, false)
                        .post(0, 2, 1_009, 1_010, true)
                        .delivered(0, 2);

        assertThat(found(new NeverEarly(), early))
                .containsExactly(
                        "attempt 2 of event 0 came 999 ms after the answer before it, and not 1000");
    }

    @Test
    void aSeventhAttemptIsOneTooMany() {
        assertThat(found(new NeverMoreThanSix(), Case.ofDelivered(1).post(0, 7, 9, 9, true)))
                .containsExactly("attempt 7 of event 0: from 1 to 6 are allowed");
    }

    @Test
    void whatWasAcceptedIsNotTriedAgain() {
        var retried = Case.ofDelivered(1).post(0, 2, 1_500, 1_501, true);

        assertThat(found(new NoRetryAfterSuccess(), retried))
                .containsExactly("attempt 2 of event 0 came although attempt 1 was accepted");
        assertThat(
                        found(
                                new NoRetryAfterSuccess(),
                                retried.struck(Kind.PAUSE, Part.DISPATCHER, 0, 15_000)))
                .as("it had no chance to see the answer")
                .isEmpty();
    }

    @Test
    void oneRecordHasOneChainOfRetries() {
        var forked =
                Case.ofNothing().published(0).parked(0, 1).parked(0, 2).parked(0, 2).expired(0);

        assertThat(found(new NoForkedRetries(), forked))
                .containsExactly(
                        "event 0 was fanned out 1 times, and parked 1 times more than its steps");
        assertThat(found(new NoForkedRetries(), forked.fannedOut(0))).hasSize(1);
    }

    @Test
    void aPostIsMadeAgainOnlyWhereAKillExplainsIt() {
        var again = Case.ofDelivered(100).post(50, 1, 20_000, 20_001, true);

        assertThat(found(new BoundedDuplicates(), again))
                .singleElement()
                .asString()
                .startsWith("attempt 1 of event 50 was made again without a reason");
        assertThat(
                        found(
                                new BoundedDuplicates(),
                                again.struck(Kind.TERMINATE, Part.DISPATCHER, 60, 70)))
                .as("a graceful end explains nothing")
                .hasSize(1);
        assertThat(found(new BoundedDuplicates(), again.struck(Kind.KILL, Part.DISPATCHER, 60, 61)))
                .isEmpty();
    }

    /// At one moment 201 of them were in flight or had ended within 200 ms; 256 more begin with a
    /// commit.
    @Test
    void aKillExplainsNoMoreThanWasUnderWayAndACommitLetsThrough() {
        assertThat(found(new BoundedDuplicates(), madeAgain(457, 1))).isEmpty();
        assertThat(found(new BoundedDuplicates(), madeAgain(458, 1)))
                .containsExactly(
                        "kill -9 dispatcher-1, 1 ms: 458 POSTs were made again, and at most 457 were under way");
    }

    @Test
    void ofTwoFaultsInARowEachMayHaveTornWhatWasUnderWay() {
        assertThat(found(new BoundedDuplicates(), madeAgain(914, 2))).isEmpty();
        assertThat(found(new BoundedDuplicates(), madeAgain(915, 2))).isNotEmpty();
    }

    /// Of a thousand POSTs in the second before a dispatcher was killed so many are made again.
    private static Case madeAgain(int count, int kills) {
        var made = Case.ofDelivered(1_000);
        for (int kill = 0; kill < kills; kill++) {
            made.struck(Kind.KILL, Part.DISPATCHER, 1_000 + kill, 1_001 + kill);
        }
        for (int event = 0; event < count; event++) {
            made.post(event, 1, 9_000, 9_000, true);
        }
        return made;
    }

    @Test
    void whatEndedLongBeforeAKillIsNotTornByIt() {
        var again =
                Case.ofDelivered(1)
                        .struck(Kind.KILL, Part.DISPATCHER, 30_000, 30_001)
                        .post(0, 1, 40_000, 40_001, true);

        assertThat(found(new BoundedDuplicates(), again)).hasSize(1);
    }

    @Test
    void whatABrokerKeptFromBeingWrittenMayBeTornByALaterKill() {
        var again =
                Case.ofDelivered(1)
                        .struck(Kind.PAUSE, Part.BROKER, 100, 29_000)
                        .struck(Kind.KILL, Part.DISPATCHER, 30_000, 30_001)
                        .post(0, 1, 40_000, 40_001, true);

        assertThat(found(new BoundedDuplicates(), again)).isEmpty();
    }

    @Test
    void whatWasNotAnsweredIsMadeAgainWhereItsPartitionChangedHands() {
        var again =
                Case.ofNothing().published(0).unanswered(0, 1, 0).post(0, 1, 30_000, 30_001, true);

        assertThat(found(new BoundedDuplicates(), again.delivered(0, 1))).hasSize(1);
        assertThat(
                        found(
                                new BoundedDuplicates(),
                                again.struck(Kind.TERMINATE, Part.DISPATCHER, 5_000, 6_000)))
                .isEmpty();
    }

    @Test
    void whatWasNotAnsweredIsMadeAgainNoMoreOftenThanPartitionsChangedHands() {
        var again = Case.ofNothing().published(0).struck(Kind.TERMINATE, Part.DISPATCHER, 5, 6);
        for (int times = 0; times < 4; times++) {
            again.unanswered(0, 1, times * 12_000L);
        }

        assertThat(found(new BoundedDuplicates(), again))
                .containsExactly(
                        "3 POSTs were made again because the first was not answered for 3 s, and at most 2 may have been under way when partitions changed hands");
    }

    @Test
    void eventsAreFannedOutTwiceOnlyForAnIngestProcess() {
        var twice = Case.ofDelivered(3).fannedOut(1);

        assertThat(found(new BoundedDuplicates(), twice)).hasSize(1);
        assertThat(found(new BoundedDuplicates(), twice.struck(Kind.KILL, Part.INGEST, 3, 4)))
                .isEmpty();
    }

    private static List<String> found(Guarantee guarantee, Case it) {
        Findings findings = guarantee.judge(it.evidence());
        return findings.examples();
    }
}
