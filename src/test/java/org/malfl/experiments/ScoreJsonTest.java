package org.malfl.experiments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.malfl.core.ArtifactException;
import org.malfl.io.CanonicalJson;
import org.malfl.io.JsonFields;
import org.malfl.metrics.Score;

class ScoreJsonTest {
  @Test
  void aScoreIsReadAsItWasPut() {
    Map<String, Object> tree = new TreeMap<>();
    ScoreJson.put(tree, "a", Score.of(0.25));
    ScoreJson.put(tree, "b", Score.of(3));
    ScoreJson.put(tree, "c", Score.undefined("nothing there"));
    JsonFields read = new JsonFields("t", CanonicalJson.read("t", CanonicalJson.write(tree)));
    assertEquals(Score.of(0.25), ScoreJson.read(read, "a"));
    assertEquals(Score.of(3), ScoreJson.read(read, "b"));
    assertEquals(Score.undefined("nothing there"), ScoreJson.read(read, "c"));
    assertThrows(ArtifactException.class, () -> ScoreJson.read(read, "d"));
  }

  @Test
  void whatIsNoScoreIsRefused() {
    Map<String, Object> tree = new TreeMap<>();
    tree.put("text", "0.5");
    tree.put("no_reason", null);
    JsonFields read = new JsonFields("t", tree);
    assertThrows(ArtifactException.class, () -> ScoreJson.read(read, "text"));
    assertThrows(ArtifactException.class, () -> ScoreJson.read(read, "no_reason"));
  }
}
