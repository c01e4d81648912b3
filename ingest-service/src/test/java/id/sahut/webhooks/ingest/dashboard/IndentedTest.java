package id.sahut.webhooks.ingest.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class IndentedTest {

    @Test
    void jsonIsPutInLinesAndNothingInItChanges() {
        assertThat(
                        Indented.json(
                                "{\"a\":1.50e400,\"b\":[ ],\"c\":{\"d\":[1,\"x, {y\\\"}\"]},\"a\":{}}",
                                10_000))
                .isEqualTo(
                        """
                        {
                          "a": 1.50e400,
                          "b": [],
                          "c": {
                            "d": [
                              1,
                              "x, {y\\"}"
                            ]
                          },
                          "a": {}
                        }\
                        """);
    }

    @Test
    void whatIsNoJsonComesOutToo() {
        assertThat(Indented.json("}]\"open\\", 100)).isEqualTo("\n}\n]\"open\\");
        assertThat(Indented.json("", 100)).isEmpty();
    }

    @Test
    void aDeepOneTakesNoMoreRoomThanThereIs() {
        assertThat(Indented.json("[".repeat(100_000), 1_000)).hasSizeLessThan(1_100);
    }
}
