package org.malfl.inverse;

import org.malfl.core.SeedTree;
import org.malfl.games.JointPolicy;
import org.malfl.games.VisitCounts;

/** Estimates the policies that produced a dataset. */
public interface PolicyEstimator {
  /**
   * The agents' policies from what they did.
   *
   * @param counts visits in D_h
   * @param streams random streams of this estimate alone
   * @return strictly positive policies over all joint states, those that D_h does not hold too:
   *     there an estimate by tables is uniform, one that knows which joint states are alike need
   *     not be
   */
  JointPolicy estimate(VisitCounts counts, SeedTree streams);
}
