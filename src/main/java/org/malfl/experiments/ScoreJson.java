package org.malfl.experiments;

import java.util.Map;
import org.malfl.core.ArtifactException;
import org.malfl.io.JsonFields;
import org.malfl.metrics.Score;

/** The form of a score in JSON: a number, or null and a reason beside it. */
final class ScoreJson {
  private static final String REASON = "_undefined_because";

  private ScoreJson() {}

  static void put(Map<String, Object> tree, String name, Score score) {
    if (score.value().isPresent()) {
      tree.put(name, score.value().getAsDouble());
    } else {
      tree.put(name, null);
      tree.put(name + REASON, score.undefinedBecause());
    }
  }

  /**
   * A score that was {@link #put}.
   *
   * @throws ArtifactException if it is missing, no number, or absent without a reason
   */
  static Score read(JsonFields fields, String name) {
    Object value = fields.value(name);
    if (value == null) {
      return Score.undefined(fields.text(name + REASON));
    }
    if (!(value instanceof Number number)) {
      throw new ArtifactException("'" + name + "': found " + value + "; valid a number");
    }
    return Score.of(number.doubleValue());
  }
}
