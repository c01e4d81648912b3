package id.sahut.webhooks.common.config;

import id.sahut.webhooks.common.endpoint.AddressRules;
import id.sahut.webhooks.common.endpoint.Cidr;
import id.sahut.webhooks.common.kafka.KafkaSettings;
import id.sahut.webhooks.common.retry.RetryTiers;
import id.sahut.webhooks.common.time.DurationText;
import id.sahut.webhooks.common.topics.TopicNames;
import id.sahut.webhooks.common.webhook.SecretBox;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.config.spi.Converter;
import org.jspecify.annotations.Nullable;

/// What a process was told: `sahut.` keys typed and checked, `kafka.` keys passed on. Immutable.
///
/// A key's value comes from the command line, else from the environment (`sahut.http.port` is
/// `SAHUT_HTTP_PORT`), else from the file, else it is the default.
///
/// @param sahut our own settings
/// @param kafka what goes to the Kafka clients
/// @param tiers the retry delays, as tiers
/// @param topics the topics' names
/// @param addressRules which addresses deliveries may go to
public record Settings(
        SahutConfig sahut,
        KafkaSettings kafka,
        RetryTiers tiers,
        TopicNames topics,
        AddressRules addressRules) {

    private static final int ENVIRONMENT_ORDINAL = 300;
    private static final int COMMAND_LINE_ORDINAL = 400;
    private static final int FILE_ORDINAL = 100;

    /// @param file a properties file, if there is one
    /// @param environment environment variables
    /// @param commandLine keys given on the command line
    /// @throws BadSettingsException with everything that is wrong
    public static Settings load(
            Optional<Path> file, Map<String, String> environment, Map<String, String> commandLine) {
        Map<String, String> inFile = file.map(Settings::read).orElse(Map.of());
        var problems = new ArrayList<String>(foreignKeys(inFile));

        var kafkaKeys = new HashMap<String, String>(inFile);
        kafkaKeys.putAll(KafkaSettings.fromEnvironment(environment));
        kafkaKeys.putAll(commandLine);
        var kafka = KafkaSettings.of(kafkaKeys);
        problems.addAll(kafka.problems());

        var read = sahut(inFile, environment, commandLine, problems);
        if (read.isPresent()) {
            SahutConfig sahut = read.get();
            problems.addAll(Ranges.problems(sahut));
            var tiers =
                    checked(
                            "sahut.retry.delays",
                            () -> RetryTiers.of(sahut.retry().delays()),
                            problems);
            var topics =
                    checked(
                            "sahut.topics.prefix",
                            () -> new TopicNames(sahut.topics().prefix()),
                            problems);
            var rules = checked("sahut.allowed-private-cidrs", () -> addressRules(sahut), problems);
            var _ =
                    checked(
                            "sahut.encryption-key",
                            () -> secretBox(sahut, RandomGenerator.getDefault()),
                            problems);
            if (problems.isEmpty()) {
                return new Settings(
                        sahut,
                        kafka,
                        tiers.orElseThrow(),
                        topics.orElseThrow(),
                        rules.orElseThrow());
            }
        }
        throw new BadSettingsException(problems);
    }

    /// What secrets are encrypted with.
    ///
    /// @throws BadSettingsException when no key is configured
    public SecretBox secretBox(RandomGenerator random) {
        return secretBox(sahut, random)
                .orElseThrow(() ->
                        new BadSettingsException(
                                List.of(
                                        "sahut.encryption-key (or SAHUT_ENCRYPTION_KEY) is not set: give the"
                                                + " base64 of 32 random bytes, the same to every service")));
    }

    private static Optional<SecretBox> secretBox(SahutConfig sahut, RandomGenerator random) {
        return sahut.encryptionKey().map(it -> SecretBox.of(it.reveal(), random));
    }

    private static AddressRules addressRules(SahutConfig sahut) {
        return new AddressRules(
                sahut.allowedPrivateCidrs().orElse(List.of()).stream().map(Cidr::parse).toList());
    }

    private static Optional<SahutConfig> sahut(
            Map<String, String> inFile,
            Map<String, String> environment,
            Map<String, String> commandLine,
            List<String> problems) {
        try {
            return Optional.of(
                    new SmallRyeConfigBuilder()
                            .withConverter(
                                    Duration.class, 200, (Converter<Duration>) DurationText::parse)
                            .withConverter(
                                    SecretText.class,
                                    200,
                                    (Converter<SecretText>) Settings::secretText)
                            .withSources(
                                    new PropertiesConfigSource(
                                            inFile, "the settings file", FILE_ORDINAL),
                                    new EnvConfigSource(environment, ENVIRONMENT_ORDINAL),
                                    new PropertiesConfigSource(
                                            commandLine, "the command line", COMMAND_LINE_ORDINAL))
                            .withMapping(SahutConfig.class)
                            .build()
                            .getConfigMapping(SahutConfig.class));
        } catch (ConfigValidationException e) {
            for (int i = 0; i < e.getProblemCount(); i++) {
                problems.add(plain(e.getProblem(i).getMessage()));
            }
            return Optional.empty();
        }
    }

    /// The library asks for the value of a key that isn't there, too, with an empty text.
    private static @Nullable SecretText secretText(String text) {
        return text.isBlank() ? null : new SecretText(text.strip());
    }

    private static <T> Optional<T> checked(String key, Supplier<T> reading, List<String> problems) {
        try {
            return Optional.of(reading.get());
        } catch (IllegalArgumentException e) {
            problems.add(key + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private static List<String> foreignKeys(Map<String, String> inFile) {
        return inFile.keySet().stream()
                .filter(key -> !key.startsWith("sahut.") && !key.startsWith("kafka."))
                .sorted()
                .map(key -> key + " is not a setting: every key begins with sahut. or kafka.")
                .toList();
    }

    private static Map<String, String> read(Path file) {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            throw new BadSettingsException(List.of("there is no settings file " + file));
        } catch (CharacterCodingException | IllegalArgumentException e) {
            throw new BadSettingsException(
                    List.of("the settings file " + file + " is not a UTF-8 properties file"));
        } catch (IOException e) {
            throw new BadSettingsException(
                    List.of("the settings file " + file + " can't be read: " + e));
        }
        var keys = new HashMap<String, String>();
        properties.stringPropertyNames().forEach(key -> keys.put(key, properties.getProperty(key)));
        return keys;
    }

    /// The library's message without the library's message number.
    private static String plain(String message) {
        return message.replaceAll("SRCFG\\d+: ", "");
    }
}
