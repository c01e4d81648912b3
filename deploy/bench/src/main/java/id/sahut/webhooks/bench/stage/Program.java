package id.sahut.webhooks.bench.stage;

import id.sahut.webhooks.bench.machine.Jvm;
import java.util.ArrayList;
import java.util.List;

/// The command line that is measured, as processes run it. Immutable.
///
/// @param mainClass what runs its commands, such as `dispatcher`
public record Program(Jvm jvm, String mainClass) {

    List<String> command(int heapMb, List<String> options, String command, List<String> more) {
        var arguments = new ArrayList<>(List.of(command));
        arguments.addAll(more);
        return jvm.command(mainClass, heapMb, options, arguments);
    }
}
