package org.malfl.games;

/**
 * A zero-sum game in which the states that two players avoid decide who could have won. Seven
 * states, actions 0, 1, 2:
 *
 * <pre>
 * {@link #START}    (2,2) → {@link #PATH}, anything else → {@link #DETOUR}
 * {@link #DETOUR}   (0,0), (1,1) → {@link #WIN}; (0,1), (1,0) → {@link #LOSE}; any 2 → {@link #COPY}
 * {@link #PATH}     → {@link #END}
 * END, WIN, LOSE, COPY stay as they are
 * </pre>
 *
 * Player 0 gets 1 per step in WIN and −1 in LOSE, player 1 the negative. Who plays 2 everywhere
 * never sees DETOUR. If policies μ and ν play 2 everywhere else, a player gains at most
 *
 * <pre>
 * γ²/(1 − γ) · |ν(0|DETOUR) − ν(1|DETOUR)|   (player 0; player 1 the same with μ)
 * </pre>
 *
 * by leaving the path: two steps lead to WIN or LOSE, in which it stays.
 */
public final class DetourGame implements MarkovGame {
  /** Where every episode starts. */
  public static final int START = 0;

  /** The matching pennies that nobody plays on the path. */
  public static final int DETOUR = 1;

  /** Where (2,2) leads. */
  public static final int PATH = 2;

  /** The end of the path. */
  public static final int END = 3;

  /** Player 0 gets 1 a step, for ever. */
  public static final int WIN = 4;

  /** Player 1 gets 1 a step, for ever. */
  public static final int LOSE = 5;

  /** Nobody gets anything. */
  public static final int COPY = 6;

  /** The action that stays on the path. */
  public static final int STAY_ON_PATH = 2;

  @Override
  public int numAgents() {
    return 2;
  }

  @Override
  public int numStates() {
    return 7;
  }

  @Override
  public int numActions() {
    return 3;
  }

  @Override
  public int startState() {
    return START;
  }

  @Override
  public int successor(int state, int jointAction, int k) {
    int first = jointActions().component(jointAction, 0);
    int second = jointActions().component(jointAction, 1);
    return switch (state) {
      case START -> first == STAY_ON_PATH && second == STAY_ON_PATH ? PATH : DETOUR;
      case DETOUR -> afterDetour(first, second);
      case PATH -> END;
      default -> state;
    };
  }

  private static int afterDetour(int first, int second) {
    if (first == STAY_ON_PATH || second == STAY_ON_PATH) {
      return COPY;
    }
    return first == second ? WIN : LOSE;
  }

  @Override
  public double reward(int agent, int state) {
    int sign = agent == 0 ? 1 : -1;
    return switch (state) {
      case WIN -> sign;
      case LOSE -> -sign;
      default -> 0;
    };
  }
}
