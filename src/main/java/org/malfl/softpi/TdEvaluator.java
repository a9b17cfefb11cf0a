package org.malfl.softpi;

import java.util.ArrayList;
import java.util.List;
import org.malfl.core.SeedTree;
import org.malfl.games.Episode;
import org.malfl.games.JointActionSampler;
import org.malfl.games.JointIndex;
import org.malfl.games.MarkovGame;
import org.malfl.games.TabularPolicy;
import org.malfl.learners.StepSize;
import org.malfl.learners.UpdateRule;

/**
 * TD(0) for all agents, {@link TemporalDifference} or {@link ExpectedTemporalDifference}. Where
 * next actions are drawn, those of the updates of one step come from one draw of a joint action,
 * whose components are independent; where they are not, no random number is.
 *
 * @param rule step size, averaging and next action
 */
public record TdEvaluator(UpdateRule.TemporalDifferences rule) implements PolicyEvaluator {
  @Override
  public Evaluation begin(Task task, long totalSteps, SeedTree streams) {
    return switch (rule.nextAction()) {
      case DRAWN -> new Drawn(this, task, totalSteps, streams);
      case EXPECTED -> new Expected(this, task, totalSteps);
    };
  }

  /** An evaluation of one agent. */
  private interface Table<T> {
    T of(
        int agent,
        JointIndex jointActions,
        double[] rewards,
        TabularPolicy policy,
        double alpha,
        double gamma,
        StepSize stepSize,
        long averageFrom);
  }

  private <T> List<T> agents(Task task, long totalSteps, Table<T> table) {
    MarkovGame game = task.game();
    List<T> agents = new ArrayList<>();
    for (int agent = 0; agent < game.numAgents(); agent++) {
      agents.add(
          table.of(
              agent,
              game.jointActions(),
              game.rewards(agent),
              task.policy().agent(agent),
              task.alpha(),
              task.gamma(),
              rule.stepSize(),
              rule.averageFrom(totalSteps)));
    }
    return agents;
  }

  private static final class Drawn implements Evaluation {
    private final List<TemporalDifference> agents;
    private final JointActionSampler draws;
    private int[] nextJointActions = new int[0];

    Drawn(TdEvaluator evaluator, Task task, long totalSteps, SeedTree streams) {
      this.agents = evaluator.agents(task, totalSteps, TemporalDifference::new);
      this.draws =
          new JointActionSampler(
              task.policy(), task.game().jointActions(), streams.child("next_actions").generator());
    }

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
  }

  private static final class Expected implements Evaluation {
    private final List<ExpectedTemporalDifference> agents;

    Expected(TdEvaluator evaluator, Task task, long totalSteps) {
      this.agents = evaluator.agents(task, totalSteps, ExpectedTemporalDifference::new);
    }

    @Override
    public double[] learn(Episode episode) {
      return agents.stream().mapToDouble(agent -> agent.update(episode)).toArray();
    }

    @Override
    public List<double[]> expectedQ() {
      return agents.stream().map(ExpectedTemporalDifference::expectedQ).toList();
    }
  }
}
