package org.malfl.inverse;

import org.malfl.games.JointIndex;

/**
 * What an agent's reward may depend on, and so which numbers an observer looks for. Unknowns are
 * numbered row-major: joint state first.
 */
public enum RewardClass {
  /** R(s), {@code [numStates]}. */
  STATE {
    @Override
    public int perState(JointIndex jointActions) {
      return 1;
    }

    @Override
    public int[] byJointAction(int agent, JointIndex jointActions) {
      return new int[jointActions.size()];
    }
  },
  /** R(s, a_i) of the agent's own action, {@code [numStates][numActions]}. */
  OWN_ACTION {
    @Override
    public int perState(JointIndex jointActions) {
      return jointActions.base();
    }

    @Override
    public int[] byJointAction(int agent, JointIndex jointActions) {
      return jointActions.components(agent);
    }
  },
  /** R(s, a) of the joint action, {@code [numStates][numJointActions]}. */
  JOINT {
    @Override
    public int perState(JointIndex jointActions) {
      return jointActions.size();
    }

    @Override
    public int[] byJointAction(int agent, JointIndex jointActions) {
      int[] identity = new int[jointActions.size()];
      for (int jointAction = 0; jointAction < identity.length; jointAction++) {
        identity[jointAction] = jointAction;
      }
      return identity;
    }
  };

  /** Unknowns of one joint state. */
  public abstract int perState(JointIndex jointActions);

  /**
   * {@code [numJointActions]}: which of a joint state's unknowns an agent gets for a joint action;
   * unknown {@code s · perState + byJointAction[a]} is its reward for (s, a).
   */
  public abstract int[] byJointAction(int agent, JointIndex jointActions);
}
