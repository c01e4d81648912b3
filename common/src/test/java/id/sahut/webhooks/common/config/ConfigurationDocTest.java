package id.sahut.webhooks.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Holds `docs/configuration.md` to the code.
final class ConfigurationDocTest {

    private static final Path DOC =
            Path.of(System.getProperty("basedir", "."), "..", "docs", "configuration.md");

    @Test
    void everyKeyIsDocumentedAndNoOther() throws IOException {
        assertThat(rows().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Setting.all().stream().map(Setting::key).toList());
    }

    @Test
    void everyKeysVariableDefaultAndRangeAreDocumentedAsTheyAre() throws IOException {
        var rows = rows();
        for (Setting setting : Setting.all()) {
            List<String> row = rows.getOrDefault(setting.key(), List.of());
            assertThat(row).as(setting.key()).hasSize(5);
            assertThat(row.get(1)).as(setting.key()).isEqualTo("`" + setting.variable() + "`");
            assertThat(row.get(2))
                    .as(setting.key())
                    .isEqualTo(setting.standard().map(it -> "`" + it + "`").orElse("none"));
            setting.range()
                    .ifPresent(it ->
                            assertThat(row.get(3))
                                    .as(setting.key())
                                    .isEqualTo("`%s` to `%s`".formatted(it.min(), it.max())));
            assertThat(row.get(3)).as("the range of " + setting.key()).isNotBlank();
            assertThat(row.get(4)).as("what %s is for", setting.key()).hasSizeGreaterThan(40);
        }
    }

    @Test
    void everyNumberAndLengthHasARange() {
        for (Setting setting : Setting.all()) {
            if (List.<Class<?>>of(Integer.class, Long.class, java.time.Duration.class)
                            .contains(setting.type())
                    && !setting.isList()) {
                assertThat(setting.range()).as(setting.key()).isPresent();
            }
        }
    }

    /// The rows of tables about `sahut.` keys, by key.
    private static Map<String, List<String>> rows() throws IOException {
        var rows = new LinkedHashMap<String, List<String>>();
        for (String line : Files.readAllLines(DOC)) {
            if (line.startsWith("| `sahut.")) {
                List<String> cells =
                        Stream.of(line.substring(1, line.length() - 1).split("\\|"))
                                .map(String::strip)
                                .toList();
                assertThat(rows.put(cells.getFirst().replace("`", ""), cells)).as(line).isNull();
            }
        }
        return rows;
    }
}
