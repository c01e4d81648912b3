package id.sahut.webhooks.embeddedkafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class QuorumTest {

    private static final String THREE = "1@127.0.0.1:9093,2@127.0.0.1:9193,3@kafka-3:9293";

    @Test
    void ofThreeNodesOneMayBeAway() {
        var quorum = Quorum.parse(2, THREE);

        assertThat(quorum.controllerPort()).isEqualTo(9_193);
        assertThat(quorum.replication()).isEqualTo(3);
        assertThat(quorum.minInSync()).isEqualTo(2);
        assertThat(quorum.text()).isEqualTo(THREE);
    }

    @Test
    void twoNodesWaitForNobody() {
        var quorum = Quorum.parse(1, "1@127.0.0.1:9093,2@127.0.0.1:9193");

        assertThat(quorum.replication()).isEqualTo(2);
        assertThat(quorum.minInSync()).isEqualTo(1);
    }

    @Test
    void allNodesOfOneKafkaAgreeOnItsId() {
        assertThat(Quorum.parse(3, THREE).clusterId())
                .isPresent()
                .isEqualTo(Quorum.parse(1, THREE).clusterId());
        assertThat(Quorum.parse(1, THREE.replace("9093", "9094")).clusterId())
                .isNotEqualTo(Quorum.parse(1, THREE).clusterId());
        assertThat(Quorum.ofOne("127.0.0.1", 9_093).clusterId()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1@127.0.0.1", "127.0.0.1:9093", "1@127.0.0.1:65536", "1@h:1,"})
    void whatIsNoNodeIsNamed(String voters) {
        assertThatThrownBy(() -> Quorum.parse(1, voters))
                .isInstanceOf(EmbeddedKafkaException.class)
                .hasMessageContaining("give ID@HOST:PORT for each");
    }

    @Test
    void aNodeIsAmongTheNodesAndIdsAreDifferent() {
        assertThatThrownBy(() -> Quorum.parse(4, THREE))
                .isInstanceOf(EmbeddedKafkaException.class)
                .hasMessage("node 4 is not among the nodes '%s'".formatted(THREE));
        assertThatThrownBy(() -> Quorum.parse(1, "1@a:1,1@b:2"))
                .isInstanceOf(EmbeddedKafkaException.class)
                .hasMessage("two nodes have the same id in '1@a:1,1@b:2'");
    }
}
