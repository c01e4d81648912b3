package id.sahut.webhooks.standalone.command;

import id.sahut.webhooks.common.config.BadSettingsException;
import id.sahut.webhooks.common.ops.StartException;
import id.sahut.webhooks.embeddedkafka.EmbeddedKafkaException;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// Says what went wrong in one line on stderr, never with a stack trace. Stateless.
public final class OneLineErrors implements IParameterExceptionHandler, IExecutionExceptionHandler {

    /// The command was not understood.
    public static final int USAGE = 2;

    /// The command was understood and could not be carried out.
    public static final int FAILED = 1;

    private static final Logger log = LoggerFactory.getLogger(OneLineErrors.class);

    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        say(e.getCommandLine(), "%s; see: %s --help".formatted(message(e), command));
        return USAGE;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        if (e instanceof CommandFailure
                || e instanceof StartException
                || e instanceof BadSettingsException
                || e instanceof EmbeddedKafkaException) {
            say(command, message(e));
        } else if (e instanceof KafkaException) {
            say(command, "Kafka: " + withCause(e));
        } else {
            log.debug("unexpected", e);
            say(command, "failed in a way that nobody thought of: " + e);
        }
        return FAILED;
    }

    private static void say(CommandLine command, String message) {
        command.getErr().println("sahut: " + message.replaceAll("\\s*\\R\\s*", " "));
        command.getErr().flush();
    }

    private static String withCause(Exception e) {
        Throwable cause = e.getCause();
        return cause == null || cause.getMessage() == null
                ? message(e)
                : message(e) + ": " + cause.getMessage();
    }

    private static String message(Exception e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
