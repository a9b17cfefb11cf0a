package org.malfl.inverse;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleFunction;
import org.malfl.learners.StepSize;
import org.malfl.learners.UpdateRule;
import org.malfl.learners.UpdateRule.Averaging;
import org.malfl.learners.UpdateRule.NextAction;
import org.malfl.learners.UpdateRule.TemporalDifferences;

/**
 * Update rules that differ in one number at most. A new one is an entry of {@link #REGISTERED}.
 *
 * @param name in tables and files
 * @param parameter what the number is; empty where the family is a single rule
 * @param rule the rule of a value of the parameter
 */
public record RuleFamily(
    String name, Optional<Parameter> parameter, DoubleFunction<UpdateRule> rule) {
  /** The number of a family, with the values it may have. */
  public enum Parameter {
    /** β of a constant step, from 0.001 to 1; searched by its logarithm. */
    STEP(0.001, 1) {
      @Override
      List<Double> grid() {
        return List.of(0.01, 0.03, 0.1, 0.3, 0.8);
      }

      @Override
      double coordinate(double value) {
        return StrictMath.log(value);
      }

      @Override
      double value(double coordinate) {
        // The least and the most are those very numbers, which exp(log(x)) need not be.
        return coordinate <= coordinate(least())
            ? least()
            : Math.min(most(), StrictMath.exp(coordinate));
      }
    },
    /** The exponent of a power step, from 0.01 to 1. */
    EXPONENT(0.01, 1) {
      @Override
      List<Double> grid() {
        return List.of(0.25, 0.5, 0.75, 1.0);
      }

      @Override
      double coordinate(double value) {
        return value;
      }

      @Override
      double value(double coordinate) {
        return coordinate;
      }
    };

    private final double least;
    private final double most;

    Parameter(double least, double most) {
      this.least = least;
      this.most = most;
    }

    /** The least value that is tried. */
    public double least() {
      return least;
    }

    /** The largest value that is tried. */
    public double most() {
      return most;
    }

    /** Where a search begins, in ascending order. */
    abstract List<Double> grid();

    /** Where a value lies on the axis that a search moves along. */
    abstract double coordinate(double value);

    /** The value at a place on that axis. */
    abstract double value(double coordinate);

    /** The name in tables and files. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** All families. */
  public static final List<RuleFamily> REGISTERED =
      List.of(
          constant("constant step", Averaging.NONE, NextAction.DRAWN),
          power("power step", Averaging.NONE, NextAction.DRAWN),
          constant("constant step, averaged", Averaging.SECOND_HALF, NextAction.DRAWN),
          power("power step, averaged", Averaging.SECOND_HALF, NextAction.DRAWN),
          constant("constant step, expected", Averaging.NONE, NextAction.EXPECTED),
          power("power step, expected", Averaging.NONE, NextAction.EXPECTED),
          new RuleFamily("exact", Optional.empty(), none -> new UpdateRule.Exact()));

  private static RuleFamily constant(String name, Averaging averaging, NextAction next) {
    return new RuleFamily(
        name,
        Optional.of(Parameter.STEP),
        value -> new TemporalDifferences(new StepSize.Constant(value), averaging, next));
  }

  private static RuleFamily power(String name, Averaging averaging, NextAction next) {
    return new RuleFamily(
        name,
        Optional.of(Parameter.EXPONENT),
        value -> new TemporalDifferences(new StepSize.Power(value), averaging, next));
  }

  /** The family of a name. */
  public static RuleFamily of(String name) {
    return REGISTERED.stream()
        .filter(family -> family.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
