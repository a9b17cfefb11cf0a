package org.malfl.io;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.malfl.core.ArtifactException;

class TextFormatsTest {
  @Property
  void decimalTextReadsBackAsTheSameDouble(@ForAll double value) {
    assertEquals(value, Double.parseDouble(DecimalText.of(value)));
  }

  @Test
  void decimalTextIsTheShortestAlsoWhereJava17WasNot() {
    // JDK-4511638: before Java 19 Double.toString gave this double more digits than it needs.
    assertEquals("2.0E23", DecimalText.of(Double.parseDouble("2e23")));
    assertEquals("4.9E-324", DecimalText.of(Double.MIN_VALUE));
    assertEquals("0.1", DecimalText.of(0.1));
    assertThrows(IllegalArgumentException.class, () -> DecimalText.of(Double.NaN));
  }

  @Test
  void jsonIsSortedIndentedAndEndsWithALineFeed() {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("b", List.of(1, 2L, 0.1));
    value.put("a", Arrays.asList(true, null, "ü\n"));
    value.put("c", Map.of());
    String expected =
        """
        {
          "a": [
            true,
            null,
            "ü\\n"
          ],
          "b": [
            1,
            2,
            0.1
          ],
          "c": { }
        }
        """;
    byte[] bytes = CanonicalJson.write(value);
    assertEquals(expected, new String(bytes, UTF_8));
    assertArrayEquals(bytes, CanonicalJson.write(CanonicalJson.read("same", bytes)));
  }

  @Test
  void jsonEscapesWhatItMustAndHalvesOfPairs() {
    assertEquals(
        "{\"a\\tb\":[\"\\\"\\\\/\\n\\u0001\\u001Fé\u2028\",\"\\uD83D\\uDE00\",\"\\uD800\"]}",
        CanonicalJson.line(
            Map.of("a\tb", List.of("\"\\/\n\u0001\u001fé\u2028", "\uD83D\uDE00", "\uD800"))));
  }

  @Property(tries = 300)
  void jsonReadsBackAnyText(@ForAll String text, @ForAll String key) {
    Map<String, Object> value = Map.of(key, List.of(text, List.of(), Map.of()));
    assertEquals(value, CanonicalJson.read("text", CanonicalJson.write(value)));
    assertEquals(value, CanonicalJson.read("text", CanonicalJson.line(value).getBytes(UTF_8)));
  }

  @Test
  void valuesWithoutAJsonFormAreRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> CanonicalJson.write(Double.POSITIVE_INFINITY));
    assertThrows(IllegalArgumentException.class, () -> CanonicalJson.write(new int[1]));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"a\": 1, \"a\": 2}",
        "[1] 2",
        "[NaN]",
        "[1e999]",
        "[12345678901234567890]",
        "{\"a\"}",
        "[1,]",
        "[1"
      })
  void malformedJsonIsAnArtifactError(String text) {
    ArtifactException error =
        assertThrows(
            ArtifactException.class, () -> CanonicalJson.read("x.json", text.getBytes(UTF_8)));
    assertTrue(error.getMessage().startsWith("x.json:"), error.getMessage());
  }

  @Test
  void deepNestingIsRefusedNotOverflowed() {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    assertThrows(ArtifactException.class, () -> CanonicalJson.read("deep", deep.getBytes(UTF_8)));
  }

  @Test
  void membersOfAnotherTypeAreNamed() {
    JsonFields fields =
        new JsonFields("m.json", CanonicalJson.read("m.json", "{\"n\": \"x\"}".getBytes(UTF_8)));
    assertEquals("x", fields.text("n"));
    assertEquals(
        "m.json: 'n': found x; valid a whole number",
        assertThrows(ArtifactException.class, () -> fields.whole("n")).getMessage());
    assertEquals(
        "m.json: 'o' is missing",
        assertThrows(ArtifactException.class, () -> fields.list("o")).getMessage());
    assertThrows(ArtifactException.class, () -> fields.object("n"));
  }

  @Test
  void csvQuotesOnlyWhatNeedsIt() {
    CsvTable table = new CsvTable("name", "value", "other");
    table.add("plain", 0.25, OptionalDouble.empty());
    table.add("with, \"comma\"", 3, OptionalDouble.of(-1e-7));
    assertEquals(
        "name,value,other\nplain,0.25,\n\"with, \"\"comma\"\"\",3,-1.0E-7\n",
        new String(table.bytes(), UTF_8));
    assertThrows(IllegalArgumentException.class, () -> table.add("too", "few"));
    assertThrows(IllegalArgumentException.class, () -> table.add("a", Double.NaN, 1));
    assertThrows(IllegalArgumentException.class, () -> table.add("a", 1f, 1));
  }

  @Test
  void csvReadsBackWhatWasWritten() {
    CsvTable table = new CsvTable("name", "value");
    table.add("with, \"comma\" and\nline", 0.1);
    table.add("", OptionalDouble.empty());
    CsvTable read = CsvTable.read("t.csv", table.bytes());
    assertEquals(2, read.size());
    assertEquals(List.of("with, \"comma\" and\nline", ""), read.column("name"));
    assertArrayEquals(new double[] {0.1, Double.NaN}, read.numbers("value"));
    assertArrayEquals(table.bytes(), read.bytes());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''            | t.csv: found no header",
        "'a,b\\n1\\n'     | t.csv: row 1: found 1 fields; valid 2, as in the header",
        "'a\\n\"unclosed' | t.csv: found text that is no CSV"
      })
  void malformedCsvIsAnArtifactError(String text, String message) {
    String csv = text.replace("\\n", "\n");
    ArtifactException error =
        assertThrows(ArtifactException.class, () -> CsvTable.read("t.csv", csv.getBytes(UTF_8)));
    assertTrue(error.getMessage().startsWith(message), error.getMessage());
  }

  @Test
  void csvThatIsNotUtf8OrHoldsNoNumberIsAnArtifactError() {
    assertThrows(
        ArtifactException.class, () -> CsvTable.read("t.csv", new byte[] {'a', '\n', (byte) 0xFE}));
    CsvTable table = CsvTable.read("t.csv", "a\nx\n".getBytes(UTF_8));
    assertEquals(
        "column 'a', row 1: found 'x'; valid a number",
        assertThrows(ArtifactException.class, () -> table.numbers("a")).getMessage());
    assertEquals(
        "found no column 'b'; valid a",
        assertThrows(ArtifactException.class, () -> table.column("b")).getMessage());
  }
}
