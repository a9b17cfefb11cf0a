package org.malfl.learners;

import org.malfl.core.Checks;

/**
 * What an observer assumes of the learners.
 *
 * @param alpha temperature of their soft improvement, above 0
 * @param gamma their discount, in [0, 1)
 */
public record LearnerModel(double alpha, double gamma) {
  /**
   * @throws IllegalArgumentException if a number is out of range
   */
  public LearnerModel {
    Checks.positive("alpha", alpha);
    Checks.discount(gamma);
  }
}
