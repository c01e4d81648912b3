package id.sahut.webhooks.common.config;

import id.sahut.webhooks.common.endpoint.AddressRules;
import id.sahut.webhooks.common.endpoint.Cidr;
import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.kafka.KafkaSettings;
import id.sahut.webhooks.common.retry.RetryTiers;
import id.sahut.webhooks.common.topics.TopicNames;
import id.sahut.webhooks.common.webhook.SecretBox;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

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
/// @param catalogue the event types there are
public record Settings(
        SahutConfig sahut,
        KafkaSettings kafka,
        RetryTiers tiers,
        TopicNames topics,
        AddressRules addressRules,
        EventCatalogue catalogue) {

    /// What Kafka takes for a member's name.
    private static final Pattern INSTANCE_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /// @param file a properties file, if there is one
    /// @param environment environment variables
    /// @param commandLine keys given on the command line
    /// @throws BadSettingsException with everything that is wrong
    public static Settings load(
            Optional<Path> file, Map<String, String> environment, Map<String, String> commandLine) {
        Map<String, String> inFile = file.map(Settings::read).orElse(Map.of());
        var problems = new ArrayList<String>(foreignKeys(inFile));

        var keys = new HashMap<String, String>(inFile);
        keys.putAll(SahutKeys.fromEnvironment(environment, problems));
        keys.putAll(KafkaSettings.fromEnvironment(environment));
        keys.putAll(commandLine);

        var kafka = KafkaSettings.of(keys);
        problems.addAll(kafka.problems());
        SahutConfig sahut = SahutKeys.read(keys, problems);
        for (Setting setting : Setting.all()) {
            setting.problem(sahut).ifPresent(problems::add);
        }
        var _ = checked("sahut.instance-id", () -> instanceId(sahut), problems);
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
        var _ = checked("sahut.http.trusted-proxies", () -> trustedProxies(sahut), problems);
        var rules = checked("sahut.allowed-private-cidrs", () -> addressRules(sahut), problems);
        var catalogue =
                checked(
                        "sahut.events.catalogue",
                        () -> EventCatalogue.load(sahut.events().catalogue()),
                        problems);
        var _ = checked("sahut.history.url", () -> historyUrl(sahut), problems);
        var _ =
                checked(
                        "sahut.encryption-key",
                        () -> secretBox(sahut, RandomGenerator.getDefault()),
                        problems);
        if (!problems.isEmpty()) {
            throw new BadSettingsException(problems);
        }
        return new Settings(
                sahut,
                kafka,
                tiers.orElseThrow(),
                topics.orElseThrow(),
                rules.orElseThrow(),
                catalogue.orElseThrow());
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

    /// The blocks that our own proxies are in.
    public List<Cidr> trustedProxies() {
        return trustedProxies(sahut);
    }

    private static List<Cidr> trustedProxies(SahutConfig sahut) {
        return blocks(sahut.http().trustedProxies());
    }

    private static AddressRules addressRules(SahutConfig sahut) {
        return new AddressRules(blocks(sahut.allowedPrivateCidrs()));
    }

    private static List<Cidr> blocks(Optional<List<String>> texts) {
        return texts.orElse(List.of()).stream().map(Cidr::parse).toList();
    }

    private static Optional<String> instanceId(SahutConfig sahut) {
        sahut.instanceId()
                .filter(it -> !INSTANCE_ID.matcher(it).matches())
                .ifPresent(it -> {
                    throw new IllegalArgumentException(
                            "a process's name is 1 to 64 letters, digits, '.', '_' and '-', not '%s'"
                                    .formatted(it));
                });
        return sahut.instanceId();
    }

    private static String historyUrl(SahutConfig sahut) {
        String url = sahut.history().url();
        if (!url.matches("jdbc:(sqlite:[^?]+|postgresql:.+)")) {
            throw new IllegalArgumentException(
                    "the history is kept at jdbc:sqlite: and a file, or at jdbc:postgresql: and a"
                            + " database");
        }
        return url;
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
}
