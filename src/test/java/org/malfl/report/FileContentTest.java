package org.malfl.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.malfl.artifacts.Description;
import org.malfl.artifacts.Description.Axis;
import org.malfl.core.ArtifactException;
import org.malfl.io.NpyArray;

class FileContentTest {
  private static byte[] bytes(NpyArray array) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (ByteBuffer part : array.bytes()) {
      byte[] copy = new byte[part.remaining()];
      part.duplicate().get(copy);
      bytes.writeBytes(copy);
    }
    return bytes.toByteArray();
  }

  private static List<String> lines(String name, byte[] file, Axis... axes) {
    Optional<Description> description =
        axes.length == 0 ? Optional.empty() : Optional.of(new Description("it", List.of(axes)));
    return Fact.lines(FileContent.of(name, file, description));
  }

  private static List<String> lines(String name, String text) {
    return lines(name, text.getBytes(UTF_8));
  }

  @Test
  void anArrayHasTypeShapeAndRange() {
    double[] values = {1, -2.5, Double.NaN, 4, Double.POSITIVE_INFINITY, 0};
    assertEquals(
        List.of(
            "format  array of float64",
            "shape   2 × 3: agent × joint state",
            "values  -2.5 to 4, mean 0.625, not finite: 2"),
        lines("a.npy", bytes(NpyArray.of(values, 2, 3)), Axis.of("agent"), Axis.of("joint state")));
  }

  @Test
  void aMeanOfHugeNumbersIsANumber() {
    double[] values = {1e308, 1e308, 1e308, -1e308};
    assertEquals(
        "values  -1E+308 to 1E+308, mean 5E+307, all finite",
        lines("a.npy", bytes(NpyArray.of(values, 4)), Axis.of("joint state")).get(2));
  }

  @Test
  void theLastAxisThatIsDescribedStandsForTheRest() {
    assertEquals(
        "shape   1 × 1 × 2: joint state × action",
        lines(
                "a.npy",
                bytes(NpyArray.of(new long[] {7, 1L << 60}, 1, 1, 2)),
                Axis.of("joint state"),
                Axis.of("action"))
            .get(1));
  }

  @Test
  void partsOfAnAxisHaveRangesOfTheirOwn() {
    // uint16, little endian: (0, 300), (65535, 2); the mean is rounded
    ByteBuffer data = ByteBuffer.wrap(new byte[] {0, 0, 44, 1, (byte) 0xFF, (byte) 0xFF, 2, 0});
    byte[] file = bytes(new NpyArray(NpyArray.Type.UINT16, new int[] {2, 2}, data));
    Axis step = Axis.of("step");
    assertEquals(
        List.of(
            "format  array of uint16",
            "shape   2 × 2: step × part",
            "values  state 0 to 65535, mean 32768, all finite",
            "        action 2 to 300, mean 151, all finite"),
        lines("a.npy", file, step, Axis.of("part", "state", "action")));
    assertEquals(
        "values  0 to 65535, mean 16459, all finite",
        lines("a.npy", file, step, Axis.of("part", "one", "two", "three")).get(2));
    assertEquals("shape   2 × 2", lines("a.npy", file, step, step, step).get(1));
  }

  @Test
  void anArrayWithoutElementsHasNoRange() {
    assertEquals(
        List.of("format  array of float64", "shape   0", "values  none"),
        lines("a.npy", bytes(NpyArray.of(new double[0], 0))));
  }

  @Test
  void aTableHasColumnsWithTheirRanges() {
    assertEquals(
        List.of(
            "format   CSV, rows below the header: 3",
            "columns  family: x, y",
            "         score: -0.5 to 0.33333, mean -0.083335, empty: 1",
            "         odd: 1, two, 3"),
        lines("t.csv", "family,score,odd\nx,-0.5,1\ny,,two\nx,0.33333,3\n"));
  }

  @Test
  void jsonHasMembersAndWideFilesAreCut() {
    assertEquals(
        List.of(
            "format   JSON, an object of 3",
            "members  a: 1",
            "         b: a list of 2",
            "         c: an object of 0"),
        lines("m.json", "{\"a\": 1, \"b\": [1, 2], \"c\": {}}"));
    List<String> wide = lines("w.csv", ",".repeat(99) + "\n");
    assertEquals(21, wide.size());
    assertEquals("         and 81 more", wide.get(20));
  }

  @Test
  void whatIsNotOfItsFormatIsSaidByItsReader() {
    assertThrows(ArtifactException.class, () -> lines("a.npy", "text"));
    assertThrows(ArtifactException.class, () -> lines("a.json", "{"));
    assertThrows(ArtifactException.class, () -> lines("a.png", "text"));
    assertEquals(List.of(), lines("a.log", "text"));
    assertEquals(List.of("format  SVG"), lines("a.svg", "<svg/>"));
  }
}
