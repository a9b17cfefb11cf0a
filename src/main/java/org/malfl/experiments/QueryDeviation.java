package org.malfl.experiments;

import org.malfl.games.PayoffGame;
import org.malfl.games.TransitionTable;
import org.malfl.imitation.DeviationQueries.Deviation;
import org.malfl.metrics.Exploitability;

/** Where learners ask the expert. A new way to deviate is one more constant. */
enum QueryDeviation {
  /** Where the best response to them goes; who asks must know the payoffs. */
  BEST_RESPONSE("best-response-queries") {
    @Override
    Deviation in(PayoffGame game, TransitionTable transitions, double gamma) {
      return (agent, policy) ->
          Exploitability.of(game, transitions, policy, gamma).bestResponses().get(agent);
    }
  },

  /** Where an agent goes that chooses its actions at random. */
  RANDOM("random-queries") {
    @Override
    Deviation in(PayoffGame game, TransitionTable transitions, double gamma) {
      return Deviation.uniform();
    }
  };

  private final String method;

  QueryDeviation(String method) {
    this.method = method;
  }

  /** Name of the method that asks so. */
  String method() {
    return method;
  }

  /** The deviation in a game. */
  abstract Deviation in(PayoffGame game, TransitionTable transitions, double gamma);
}
