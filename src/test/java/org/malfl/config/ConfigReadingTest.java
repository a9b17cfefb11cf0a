package org.malfl.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigReadingTest {
  enum Mode {
    QUICK,
    VERY_THOROUGH
  }

  record Inner(
      @Setting(byDefault = "0.5", range = "(0, 1]") double rate,
      @Setting(byDefault = "[1, 2]", range = "[0, 9]") List<Integer> cells) {}

  record Outer(
      @Setting(byDefault = "1", range = "[0, 9223372036854775807]") long seed,
      @Setting(byDefault = "quick") Mode mode,
      @Setting(byDefault = "true") boolean keep,
      @Setting(byDefault = "name") String label,
      @Setting(byDefault = "{}") Inner inner,
      @Setting(byDefault = "{a: {rate: 1}}") Map<String, Inner> named)
      implements Section.Checked {
    @Override
    public void check(Section section) {
      if (seed == 13) {
        section.reject("inner.cells[1]", "a bad omen", "any other");
      }
    }
  }

  private static final RecordSchema<Outer> SCHEMA = RecordSchema.of(Outer.class);

  private static Outer read(String yaml) {
    ConfigProblems problems = new ConfigProblems();
    ConfigNode.Mapping node = YamlFile.read("c.yaml", yaml.getBytes(UTF_8), problems);
    var value = SCHEMA.read(node, "", problems);
    problems.throwIfAny();
    return value.orElseThrow();
  }

  private static void assertProblems(String yaml, String... problems) {
    ConfigException error = assertThrows(ConfigException.class, () -> read(yaml));
    assertEquals(List.of(problems), error.problems());
  }

  @Test
  void absentKeysTakeTheirDefaults() {
    Inner inner = new Inner(0.5, List.of(1, 2));
    Outer expected =
        new Outer(1, Mode.QUICK, true, "name", inner, Map.of("a", new Inner(1, List.of(1, 2))));
    assertEquals(expected, read(""));
    assertEquals(expected, read("inner:\n  rate: 0.5\n"));
  }

  @Test
  void everyWrittenValueArrivesAndItsTreeReadsBack() {
    String yaml =
        """
        seed: 9223372036854775807
        mode: very-thorough
        keep: false
        label: 'x: y'
        inner: {rate: 1e-3, cells: [0, 9]}
        named: {z: {}, b: {rate: 0.25}}
        """;
    Outer read = read(yaml);
    assertEquals(Long.MAX_VALUE, read.seed());
    assertEquals(Mode.VERY_THOROUGH, read.mode());
    assertEquals(new Inner(1e-3, List.of(0, 9)), read.inner());
    assertEquals(List.of("z", "b"), List.copyOf(read.named().keySet()));
    assertEquals(
        Map.of(
            "seed",
            Long.MAX_VALUE,
            "mode",
            "very-thorough",
            "keep",
            false,
            "label",
            "x: y",
            "inner",
            Map.of("rate", 1e-3, "cells", List.of(0L, 9L)),
            "named",
            Map.of(
                "z", Map.of("rate", 0.5, "cells", List.of(1L, 2L)),
                "b", Map.of("rate", 0.25, "cells", List.of(1L, 2L)))),
        SCHEMA.tree(read));
  }

  @Test
  void allProblemsOfAFileAreReportedAtOnceWithTheirLines() {
    assertProblems(
        """
        seed: -1
        mode: quik
        keep: maybe
        label:
        inner:
          rat: 1
          rate: 0
          cells: [1, 2.5, 10]
        named: {}
        seed: 2
        """,
        "c.yaml:1: seed: found the number -1; valid a whole number in [0, 9223372036854775807]",
        "c.yaml:2: mode: found unknown value 'quik'; valid quick, very-thorough; did you mean"
            + " 'quick'?",
        "c.yaml:3: keep: found the text 'maybe'; valid true or false",
        "c.yaml:4: label: found nothing; valid a text that is not empty",
        "c.yaml:6: inner.rat: found an unknown key; valid rate, cells; did you mean 'rate'?",
        "c.yaml:7: inner.rate: found the number 0; valid a number in (0, 1]",
        "c.yaml:8: inner.cells[1]: found the number 2.5; valid a whole number in [0, 9]",
        "c.yaml:8: inner.cells[2]: found the number 10; valid a whole number in [0, 9]",
        "c.yaml:9: named: found an empty section; valid a section with at least one key",
        "c.yaml:10: seed: found a key that stands at c.yaml:1 already; valid each key once");
  }

  @Test
  void numbersThatAreNoneAreReported() {
    assertProblems(
        "inner: {rate: .nan}",
        "c.yaml:1: inner.rate: found the number .nan; valid a number in (0, 1]");
    assertProblems(
        "inner: {rate: [1]}", "c.yaml:1: inner.rate: found a list of 1; valid a number in (0, 1]");
    assertProblems(
        "seed: 99999999999999999999",
        "c.yaml:1: seed: found the number 99999999999999999999; valid a whole number in"
            + " [0, 9223372036854775807]");
    assertProblems(
        "inner: 3",
        "c.yaml:1: inner: found the number 3; valid a section with the keys rate, cells");
    assertProblems(
        "inner: {cells: []}",
        "c.yaml:1: inner.cells: found an empty list; valid a list with at least one element");
  }

  @Test
  void checksBetweenSettingsPointToTheElementTheyMean() {
    assertProblems(
        "seed: 13\ninner:\n  cells:\n    - 1\n    - 2\n",
        "c.yaml:5: inner.cells[1]: found a bad omen; valid any other");
    assertProblems("seed: 13\n", "c.yaml:1: inner.cells[1]: found a bad omen; valid any other");
  }

  @Test
  void yamlThatCannotBeReadIsOneProblemWithItsLine() {
    assertProblems(
        "seed: 1\nmode: [quick\n",
        "c.yaml:2: found YAML that cannot be read (while parsing a flow sequence: expected ',' or"
            + " ']', but got <stream end>); valid YAML");
    assertProblems("- 1\n", "c.yaml:1: found a list of 1; valid a mapping of settings");
    assertProblems(
        "inner: &a {rate: 1}\n",
        "c.yaml:1: found a YAML anchor or alias; valid the value written out");
    assertProblems(
        "seed: 1\n---\nseed: 2\n", "c.yaml:3: found a second YAML document; valid one document");
    ConfigException error =
        assertThrows(
            ConfigException.class,
            () ->
                YamlFile.read(
                    "c.yaml", new byte[] {'a', ':', ' ', (byte) 0xFF}, new ConfigProblems()));
    assertEquals(
        List.of("c.yaml: found bytes that are not UTF-8; valid UTF-8 text"), error.problems());
  }

  @Test
  void overridesReplaceAndCreateKeysAndKeepTheirOrigin() {
    ConfigProblems problems = new ConfigProblems();
    ConfigNode.Mapping node = YamlFile.read("c.yaml", "seed: 3\n".getBytes(UTF_8), problems);
    node.set("seed", ConfigNode.Scalar.of("--seed", "-4"));
    node.set("inner.rate", ConfigNode.Scalar.of("--rate", "2"));
    SCHEMA.read(node, "", problems);
    assertEquals(
        List.of(
            "--seed: seed: found the number -4; valid a whole number in"
                + " [0, 9223372036854775807]",
            "--rate: inner.rate: found the number 2; valid a number in (0, 1]"),
        assertThrows(ConfigException.class, problems::throwIfAny).problems());
  }

  @Test
  void aComponentWithoutASchemaIsAnErrorOfTheProgrammer() {
    record Unreadable(@Setting(byDefault = "x") Object anything) {}
    record Undescribed(int number) {}
    assertThrows(IllegalArgumentException.class, () -> RecordSchema.of(Unreadable.class));
    assertThrows(IllegalArgumentException.class, () -> RecordSchema.of(Undescribed.class));
    assertThrows(IllegalArgumentException.class, () -> Interval.parse("0..1"));
  }
}
