package org.malfl.experiments;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.malfl.core.ArtifactException;
import org.malfl.io.CanonicalJson;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;

/** Files may hold anything. */
class RecoveryArtifactsTest {
  private static final Stage PRODUCER =
      new Reproduction(ReproduceSettingsTest.read("plots: {draw: false}")).graph().stages().get(0);

  private static ArtifactReader holding(Object value) {
    return new ArtifactReader() {
      @Override
      @SuppressWarnings("unchecked") // tests give what the handle asks for
      public <T> T read(Handle<T> handle) {
        return (T) value;
      }
    };
  }

  private static String refusal(Runnable reading) {
    return assertThrows(ArtifactException.class, reading::run).getMessage();
  }

  @Test
  void masksAreReadBackAndNothingElseIsOne() {
    Handle<NpyArray> handle = new Handle<>(PRODUCER, RecoveryArtifacts.MASK);
    boolean[] mask = {true, false, true};
    assertArrayEquals(
        mask, RecoveryArtifacts.readMask(holding(RecoveryArtifacts.mask(mask, 3)), handle, 3));
    NpyArray two =
        new NpyArray(NpyArray.Type.UINT8, new int[] {3}, ByteBuffer.wrap(new byte[] {1, 2, 0}));
    String path = handle.path();
    assertEquals(
        path + ": found 2 at 1; valid 0, 1",
        refusal(() -> RecoveryArtifacts.readMask(holding(two), handle, 3)));
    assertEquals(
        path + ": found 3 elements of UINT8; valid 4 of UINT8",
        refusal(() -> RecoveryArtifacts.readMask(holding(two), handle, 4)));
  }

  @Test
  void deviationsAreNumbersAndNotNegative() {
    Handle<NpyArray> handle = new Handle<>(PRODUCER, RecoveryArtifacts.DEVIATIONS);
    double[] good = {0, 1.5};
    assertArrayEquals(
        good, RecoveryArtifacts.readDeviations(holding(NpyArray.of(good, 2)), handle, 2));
    for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertEquals(
          handle.path() + ": found " + bad + " at 1; valid finite and not negative",
          refusal(
              () ->
                  RecoveryArtifacts.readDeviations(
                      holding(NpyArray.of(new double[] {0, bad}, 2)), handle, 2)));
    }
  }

  @Test
  void whatCanBeKnownIsReadBack() {
    IdentifiabilityReport report =
        new IdentifiabilityReport(
            4,
            2,
            1e-9,
            1,
            2,
            1,
            1,
            List.of(
                IdentifiabilityReport.Kind.PINNED,
                IdentifiabilityReport.Kind.RELATIVE,
                IdentifiabilityReport.Kind.FREE),
            new int[] {-1, 0, -1});
    Object tree = CanonicalJson.read("j", CanonicalJson.write(report.tree()));
    IdentifiabilityReport again = IdentifiabilityReport.read("j", tree, 3);
    assertEquals(report.tree(), again.tree());
    assertEquals(2, again.tree().get("nullity"));

    assertThrows(ArtifactException.class, () -> IdentifiabilityReport.read("j", tree, 4));
    Map<String, Object> forged = new TreeMap<>(report.tree());
    forged.put("rank", 9L);
    Object bad = CanonicalJson.read("j", CanonicalJson.write(forged));
    assertThrows(ArtifactException.class, () -> IdentifiabilityReport.read("j", bad, 3));
    forged = new TreeMap<>(report.tree());
    forged.put("state_kinds", List.of("pinned", "known", "free"));
    Object unknown = CanonicalJson.read("j", CanonicalJson.write(forged));
    assertThrows(ArtifactException.class, () -> IdentifiabilityReport.read("j", unknown, 3));
  }
}
