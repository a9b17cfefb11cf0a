package org.malfl.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What somebody who mistyped a name may have meant. */
public final class Suggestions {
  private static final int MOST_EDITS = 3;

  private Suggestions() {}

  /** The valid name nearest to a mistyped one, if it is near enough. */
  public static Optional<String> nearest(String name, Collection<String> valid) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    return valid.stream()
        .filter(
            candidate ->
                distance.apply(name, candidate) <= Math.min(MOST_EDITS, candidate.length() / 2))
        .min(Comparator.comparing(candidate -> distance.apply(name, candidate)));
  }

  /** The valid names and, after them, the one that was probably meant. */
  public static String listing(String name, Collection<String> valid) {
    return String.join(", ", valid)
        + nearest(name, valid).map(nearest -> "; did you mean '" + nearest + "'?").orElse("");
  }
}
