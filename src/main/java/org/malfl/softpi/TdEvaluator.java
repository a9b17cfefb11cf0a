package org.malfl.softpi;

import java.util.ArrayList;
import java.util.List;
import org.malfl.core.SeedTree;
import org.malfl.games.Episode;
import org.malfl.games.MarkovGame;
import org.malfl.learners.UpdateRule;

/**
 * TD(0) for all agents ({@link TemporalDifference}). The next actions of the updates of one step
 * come from one draw of a joint action, whose components are independent.
 *
 * @param rule step size, averaging and next action
 */
public record TdEvaluator(UpdateRule.TemporalDifferences rule) implements PolicyEvaluator {
  @Override
  public Evaluation begin(Task task, long totalSteps, SeedTree streams) {
    MarkovGame game = task.game();
    List<TemporalDifference> agents = new ArrayList<>();
    for (int agent = 0; agent < game.numAgents(); agent++) {
      agents.add(
          new TemporalDifference(
              agent,
              game.jointActions(),
              game.rewards(agent),
              task.policy().agent(agent),
              task.alpha(),
              task.gamma(),
              rule.stepSize(),
              rule.averageFrom(totalSteps)));
    }
    JointActionSampler draws =
        new JointActionSampler(
            task.policy(), game.jointActions(), streams.child("next_actions").generator());
    return new Evaluation() {
      private int[] nextJointActions = new int[0];

      @Override
      public double[] learn(Episode episode) {
        if (nextJointActions.length != episode.steps()) {
          nextJointActions = new int[episode.steps()];
        }
        for (int t = 0; t < nextJointActions.length; t++) {
          nextJointActions[t] = draws.draw(episode.states()[t + 1]);
        }
        double[] squaredErrors = new double[agents.size()];
        for (int agent = 0; agent < squaredErrors.length; agent++) {
          squaredErrors[agent] = agents.get(agent).update(episode, nextJointActions);
        }
        return squaredErrors;
      }

      @Override
      public List<double[]> expectedQ() {
        return agents.stream().map(TemporalDifference::expectedQ).toList();
      }
    };
  }
}
