package org.malfl.inverse;

import java.util.Arrays;
import java.util.List;
import org.malfl.games.JointPolicy;
import org.malfl.games.Observations;
import org.malfl.games.TransitionTable;
import org.malfl.learners.LearnerModel;
import org.malfl.learners.UpdateRule;

/**
 * The reward that makes the observed actions most probable if learners updated as they are taken
 * to: {@link ReplayMap} says what Q every reward would have led to, {@link UnseenDraws} how far the
 * learner's own Q strays from it, {@link ActionLikelihood} how probable the actions after
 * improvement are then. Priors are weighted by their marginal likelihood, never by a look at the
 * truth.
 *
 * @param learner α and γ
 * @param allowance τ of {@link ActionLikelihood}, at least 0
 * @param priors of the reward
 */
public record ReplayRecovery(LearnerModel learner, double allowance, RewardPriors priors) {
  /** τ for a first idea of the reward, which tells how much unseen draws differ. */
  private static final double ROUGH_ALLOWANCE = 1e-3;

  /** Priors whose evidence lies further below the best (nats) count for nothing. */
  private static final double HOPELESS = 20;

  private static final double NEGLIGIBLE = 1e-6;
  private static final int MOST_ROUNDS = 5;

  /**
   * What was recovered.
   *
   * @param reward mean of the posterior with its own mean removed, {@code [unknowns]}, true units
   * @param deviations standard deviations of that, same shape
   * @param objective minus the log posterior at the mode under the most probable prior
   * @param logEvidences log marginal likelihood of every prior, up to a constant; minus infinity
   *     for those that were given up early
   * @param weights posterior probabilities of the priors, which were equally probable before
   * @param covariance of the posterior, {@code [unknowns][unknowns]} row-major
   * @param information what the actions alone say of the reward at the mode, {@code
   *     [unknowns][unknowns]} row-major
   */
  public record Outcome(
      double[] reward,
      double[] deviations,
      double objective,
      double[] logEvidences,
      double[] weights,
      double[] covariance,
      double[] information) {
    /** log marginal likelihood with all priors equally probable, up to a constant. */
    public double logEvidence() {
      double largest = Arrays.stream(logEvidences).max().orElseThrow();
      double sum = 0;
      for (double evidence : logEvidences) {
        sum += StrictMath.exp(evidence - largest);
      }
      return largest + StrictMath.log(sum / logEvidences.length);
    }

    /** Index of the most probable prior. */
    public int best() {
      return largest(logEvidences);
    }
  }

  private static int largest(double[] x) {
    int largest = 0;
    for (int k = 1; k < x.length; k++) {
      largest = x[k] > x[largest] ? k : largest;
    }
    return largest;
  }

  /**
   * What one improvement shows, with the noise of the unseen draws. How much draws differ depends
   * on the reward, for which a first idea from this improvement alone, under the first prior,
   * serves.
   *
   * @param agent i
   * @param transitions of the game
   * @param rule how Q was updated
   * @param policy π_h of all agents
   * @param dataset D_h
   * @param rewardClass what the reward depends on
   * @param nextActions n_{h+1}(s, a_i), {@code [numStates][numActions]} row-major
   */
  public PairEvidence evidence(
      int agent,
      TransitionTable transitions,
      UpdateRule rule,
      JointPolicy policy,
      Observations dataset,
      RewardClass rewardClass,
      long[] nextActions) {
    PairEvidence mean =
        new PairEvidence(
            ReplayMap.of(agent, transitions, learner, rule, policy, dataset, rewardClass),
            nextActions,
            transitions.numActions());
    return mean.withVariances(
        variances(agent, transitions, rule, policy, dataset, rewardClass, mean));
  }

  /**
   * The noise of the unseen draws alone, as {@link #evidence} has it.
   *
   * @param mean the same evidence without it, of variances 0
   * @return {@code [numStates][numActions]} row-major
   */
  public double[] variances(
      int agent,
      TransitionTable transitions,
      UpdateRule rule,
      JointPolicy policy,
      Observations dataset,
      RewardClass rewardClass,
      PairEvidence mean) {
    if (!rule.hasUnseenDraws()) {
      return mean.variances();
    }
    GaussianPrior prior = priors.candidates().get(priors.first()).prior();
    RewardPosterior rough =
        RewardPosterior.of(
            new ActionLikelihood(List.of(mean), learner.alpha(), ROUGH_ALLOWANCE),
            prior,
            new double[prior.unknowns()]);
    return UnseenDraws.variances(
        agent, transitions, learner, rule, policy, dataset, rewardClass, rough.mode());
  }

  /**
   * Recovers a reward.
   *
   * @param pairs what the improvements show, at least one
   * @throws org.malfl.core.NumericalException if no maximum is found
   */
  public Outcome recover(List<PairEvidence> pairs) {
    ActionLikelihood likelihood = new ActionLikelihood(pairs, learner.alpha(), allowance);
    int best = priors.first();
    double[] start = new double[likelihood.unknowns()];
    Approximation approximation = null;
    double[] evidences = new double[priors.candidates().size()];
    RewardPosterior posterior = null;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      GaussianPrior prior = priors.candidates().get(best).prior();
      posterior = RewardPosterior.of(likelihood, prior, start);
      approximation = new Approximation(likelihood, posterior.mode());
      double highest = Arrays.stream(evidences).max().orElseThrow();
      int last = best;
      for (int k = 0; k < evidences.length; k++) {
        boolean hopeless = round > 0 && evidences[k] < highest - HOPELESS;
        evidences[k] =
            hopeless
                ? Double.NEGATIVE_INFINITY
                : approximation.under(priors.candidates().get(k).prior()).logEvidence;
      }
      best = largest(evidences);
      if (best == last) {
        break;
      }
      start = approximation.under(priors.candidates().get(best).prior()).mode;
    }
    return average(approximation, posterior, evidences);
  }

  /**
   * The most probable reward under one prior alone, with its mean removed, {@code [unknowns]}.
   *
   * @param pairs what the improvements show, at least one
   * @param prior of the reward
   * @param start where the search begins, {@code [unknowns]}
   * @throws org.malfl.core.NumericalException if no maximum is found
   */
  public double[] mostProbable(List<PairEvidence> pairs, GaussianPrior prior, double[] start) {
    return RewardPosterior.of(new ActionLikelihood(pairs, learner.alpha(), allowance), prior, start)
        .centred();
  }

  private Outcome average(
      Approximation approximation, RewardPosterior posterior, double[] evidences) {
    double highest = Arrays.stream(evidences).max().orElseThrow();
    double[] weights = new double[evidences.length];
    double total = 0;
    for (int k = 0; k < weights.length; k++) {
      weights[k] = StrictMath.exp(evidences[k] - highest);
      weights[k] = weights[k] < NEGLIGIBLE ? 0 : weights[k];
      total += weights[k];
    }
    int unknowns = posterior.mode().length;
    double[] mean = new double[unknowns];
    double[][] modes = new double[weights.length][];
    for (int k = 0; k < weights.length; k++) {
      weights[k] /= total;
      if (weights[k] > 0) {
        modes[k] = approximation.under(priors.candidates().get(k).prior()).mode;
        for (int j = 0; j < unknowns; j++) {
          mean[j] += weights[k] * modes[k][j];
        }
      }
    }
    double[] covariance = new double[unknowns * unknowns];
    for (int k = 0; k < weights.length; k++) {
      if (weights[k] > 0) {
        double[] within = approximation.covariance(priors.candidates().get(k).prior());
        for (int j = 0; j < covariance.length; j++) {
          int row = j / unknowns;
          int column = j % unknowns;
          double between = (modes[k][row] - mean[row]) * (modes[k][column] - mean[column]);
          covariance[j] += weights[k] * (within[j] + between);
        }
      }
    }
    RewardPosterior averaged =
        new RewardPosterior(
            mean, covariance, posterior.objective(), posterior.logEvidence(), posterior.steps());
    return new Outcome(
        averaged.centred(),
        averaged.deviations(),
        posterior.objective(),
        evidences,
        weights,
        covariance,
        approximation.expansion.information());
  }

  /** The likelihood as a parabola, under which every prior has its posterior in closed form. */
  private static final class Approximation {
    private final RewardLikelihood likelihood;
    private final RewardLikelihood.Expansion expansion;

    /** log p(R) ≈ constant + slopeᵀR − ½Rᵀ·information·R. */
    private final double constant;

    private final double[] slope;

    Approximation(RewardLikelihood likelihood, double[] point) {
      this.likelihood = likelihood;
      this.expansion = likelihood.expand(point);
      int unknowns = expansion.point().length;
      slope = expansion.gradient().clone();
      double value = expansion.value() + expansion.logVolume();
      for (int row = 0; row < unknowns; row++) {
        double pull = 0;
        for (int column = 0; column < unknowns; column++) {
          pull += expansion.information()[row * unknowns + column] * expansion.point()[column];
        }
        slope[row] += pull;
        value -= expansion.point()[row] * (expansion.gradient()[row] + pull / 2);
      }
      constant = value;
    }

    private PosteriorPrecision precision(GaussianPrior prior) {
      return PosteriorPrecision.of(likelihood, expansion, prior);
    }

    Posterior under(GaussianPrior prior) {
      PosteriorPrecision precision = precision(prior);
      double[] mode = precision.solve(slope);
      double gain = 0;
      for (int k = 0; k < mode.length; k++) {
        gain += slope[k] * mode[k] / 2;
      }
      return new Posterior(
          mode, constant + gain - precision.logDeterminant() / 2 + prior.logDeterminant() / 2);
    }

    double[] covariance(GaussianPrior prior) {
      return precision(prior).inverse();
    }
  }

  private record Posterior(double[] mode, double logEvidence) {}
}
