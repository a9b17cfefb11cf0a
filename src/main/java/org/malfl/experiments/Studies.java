package org.malfl.experiments;

import java.util.List;
import java.util.Optional;

/** The studies that there are. */
public final class Studies {
  /** All studies. */
  public static final List<Study> REGISTERED =
      List.of(
          new SampleEfficiencyStudy(),
          new CoverageStudy(),
          new UnsmoothRewardsStudy(),
          new CrossCorrelationStudy(),
          new PriorsAndDrawsStudy());

  private Studies() {}

  /** The study of a name. */
  public static Optional<Study> named(String name) {
    return REGISTERED.stream().filter(study -> study.name().equals(name)).findFirst();
  }

  /** The names of all studies. */
  public static List<String> names() {
    return REGISTERED.stream().map(Study::name).toList();
  }
}
