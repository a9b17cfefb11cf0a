package org.malfl.inverse;

import java.util.ArrayList;
import java.util.List;
import org.malfl.games.JointPolicy;
import org.malfl.games.TabularPolicy;
import org.malfl.games.TransitionTable;
import org.malfl.learners.LearnerModel;
import org.malfl.learners.UpdateRule;

/**
 * How probable what an agent did is if it learned by a rule, whatever its reward: the marginal
 * likelihood of {@link ReplayRecovery}, in which reward and noise of the unseen draws are left out
 * by Laplace's approximation and priors are averaged over.
 *
 * @param stages what was observed
 * @param priors of the reward, all equally probable
 */
public record RuleEvidence(ObservedStages stages, RewardPriors priors) {
  /** τ for a first idea of the reward, which tells how much unseen draws differ. */
  private static final double ROUGH_ALLOWANCE = 1e-3;

  /** A first idea of the reward is good enough when its log posterior lacks less than this. */
  private static final double ROUGH = 1e-6;

  /**
   * What the improvements show of one agent if it learned by a rule, with the noise of its unseen
   * draws. How much these differ depends on the reward, for which a first idea from all these
   * improvements, under the first prior, serves.
   *
   * @param agent i
   * @param learner α and γ
   * @param rule how Q was updated
   */
  public List<PairEvidence> pairs(int agent, LearnerModel learner, UpdateRule rule) {
    TransitionTable transitions = stages.transitions();
    List<PairEvidence> means = new ArrayList<>();
    for (int h = 0; h < stages.pairs(); h++) {
      means.add(
          new PairEvidence(
              ReplayMap.of(
                  agent,
                  transitions,
                  learner,
                  rule,
                  stages.policies().get(h),
                  stages.datasets().get(h),
                  RewardClass.STATE),
              stages.counts().get(h + 1).ownActions(agent),
              transitions.numActions()));
    }
    if (!rule.hasUnseenDraws()) {
      return means;
    }
    GaussianPrior prior = priors.candidates().get(priors.first()).prior();
    double[] rough =
        RewardPosterior.of(
                new ActionLikelihood(means, learner.alpha(), ROUGH_ALLOWANCE),
                prior,
                new double[prior.unknowns()],
                ROUGH)
            .mode();
    List<PairEvidence> pairs = new ArrayList<>();
    for (int h = 0; h < stages.pairs(); h++) {
      pairs.add(
          means
              .get(h)
              .withVariances(
                  UnseenDraws.variances(
                      agent,
                      transitions,
                      learner,
                      rule,
                      stages.policies().get(h),
                      stages.datasets().get(h),
                      RewardClass.STATE,
                      rough)));
    }
    return pairs;
  }

  /**
   * The reward that a rule makes most probable, and the rule's evidence.
   *
   * @param agent i
   * @param learner α and γ
   * @param rule how Q was updated
   * @throws org.malfl.core.NumericalException if no maximum is found
   */
  public ReplayRecovery.Outcome of(int agent, LearnerModel learner, UpdateRule rule) {
    return new ReplayRecovery(learner, 0, priors).recover(pairs(agent, learner, rule));
  }

  /**
   * The same with better policies: each is the softmax of the Q that is most probable given the
   * reward, the improvement's noise and the actions counted after it, so that where little was
   * counted the rule's prediction fills in. π_0 stays as estimated, and so do joint states that
   * were not seen.
   *
   * @param learner α and γ
   * @param rule how Q was updated
   * @throws org.malfl.core.NumericalException if no maximum is found
   */
  public RuleEvidence withImpliedPolicies(LearnerModel learner, UpdateRule rule) {
    List<List<TabularPolicy>> byAgent = new ArrayList<>();
    for (int agent = 0; agent < stages.numAgents(); agent++) {
      byAgent.add(impliedPolicies(agent, learner, rule));
    }
    List<JointPolicy> policies = new ArrayList<>();
    for (int h = 0; h < stages.datasets().size(); h++) {
      List<TabularPolicy> agents = new ArrayList<>();
      for (List<TabularPolicy> agent : byAgent) {
        agents.add(agent.get(h));
      }
      policies.add(new JointPolicy(agents));
    }
    return new RuleEvidence(
        new ObservedStages(stages.transitions(), stages.datasets(), policies, stages.counts()),
        priors);
  }

  private List<TabularPolicy> impliedPolicies(int agent, LearnerModel learner, UpdateRule rule) {
    int numActions = stages.transitions().numActions();
    List<PairEvidence> pairs = pairs(agent, learner, rule);
    ActionLikelihood likelihood = new ActionLikelihood(pairs, learner.alpha(), 0);
    List<double[]> logs = likelihood.improvedLogPolicies(posterior(learner, pairs).mode());
    List<TabularPolicy> policies = new ArrayList<>();
    policies.add(stages.policies().get(0).agent(agent));
    for (int h = 0; h < stages.pairs(); h++) {
      double[] logits = stages.policies().get(h + 1).agent(agent).logProbabilities();
      long[] visits = stages.counts().get(h + 1).states();
      int from = 0;
      for (int state = 0; state < visits.length; state++) {
        if (visits[state] > 0) {
          System.arraycopy(logs.get(h), from, logits, state * numActions, numActions);
          from += numActions;
        }
      }
      policies.add(TabularPolicy.softmax(logits, numActions));
    }
    return policies;
  }

  /**
   * What is known of a reward under its most probable prior. Its level is kept: where updates were
   * few, Q still is on its way there from zero.
   */
  RewardPosterior posterior(LearnerModel learner, List<PairEvidence> pairs) {
    ReplayRecovery.Outcome outcome = new ReplayRecovery(learner, 0, priors).recover(pairs);
    return RewardPosterior.of(
        new ActionLikelihood(pairs, learner.alpha(), 0),
        priors.candidates().get(outcome.best()).prior(),
        outcome.reward());
  }
}
