package id.sahut.webhooks.standalone.command;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Map;

/// Where a command's answers go, and the environment it runs in. Immutable.
///
/// @param out for answers: what another program may read
/// @param err for everything else
public record Console(PrintWriter out, PrintWriter err, Map<String, String> environment) {

    /// This process's own.
    public static Console ofProcess() {
        return new Console(writer(System.out), writer(System.err), System.getenv());
    }

    public void say(String line) {
        out.println(line);
        out.flush();
    }

    public void warn(String line) {
        err.println(line);
        err.flush();
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, stream.charset()), true);
    }
}
