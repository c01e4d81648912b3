package id.sahut.webhooks.chaos.cluster;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// One process's place, which outlives the process. Immutable.
///
/// @param number from 1
public record Member(Part part, int number) {

    /// The brokers first.
    public static final List<Member> ALL = Stream.of(Part.values()).flatMap(Member::of).toList();

    public static Stream<Member> of(Part part) {
        return IntStream.rangeClosed(1, part.members()).mapToObj(it -> new Member(part, it));
    }

    @Override
    public String toString() {
        return part + "-" + number;
    }
}
