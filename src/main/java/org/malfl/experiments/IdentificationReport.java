package org.malfl.experiments;

import java.util.List;
import java.util.Optional;

/**
 * Which learner a family's datasets come from.
 *
 * @param family of rewards
 * @param rules families of update rules, in the order in which they are registered
 * @param gamma along γ, with the best rule; wide enough for a parameter that is not known
 * @param alpha the one that is taken for granted, since no dataset tells
 * @param assumedGamma the γ at which rules were compared
 * @param heldOut the test of improvements that were left out; empty where there are too few
 */
public record IdentificationReport(
    String family,
    List<Rule> rules,
    Estimate gamma,
    double alpha,
    double assumedGamma,
    Optional<HeldOut> heldOut) {
  /**
   * A number with the values that are in agreement with the data.
   *
   * @param best most probable value
   * @param lower end of the interval
   * @param upper end of the interval
   * @param startsWithRange whether no datum but the range of the number ends the interval below
   * @param endsWithRange the same above
   */
  public record Estimate(
      double best, double lower, double upper, boolean startsWithRange, boolean endsWithRange) {}

  /**
   * A family of update rules.
   *
   * @param name of the family
   * @param parameter name of its parameter; empty if there is none
   * @param best most probable value of it
   * @param estimate the same with an interval; empty for families that are far off
   * @param lacks nats of log evidence below the best family
   * @param rejected whether that is too much
   */
  public record Rule(
      String name,
      String parameter,
      double best,
      Optional<Estimate> estimate,
      double lacks,
      boolean rejected) {}

  /**
   * The test of improvements that were left out.
   *
   * @param probability that what was seen is as far off or farther if the rule is right
   * @param falseAlarmRate up to which it counts as an alarm
   * @param ratio how far off it is, over how far off the rule makes it on average
   * @param alarm whether no rule fits
   */
  public record HeldOut(double probability, double falseAlarmRate, double ratio, boolean alarm) {}

  /** The most probable family of rules. */
  public Rule best() {
    return rules.stream().filter(rule -> rule.lacks() == 0).findFirst().orElseThrow();
  }
}
