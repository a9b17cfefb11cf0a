package org.malfl.pipeline;

import java.util.List;
import java.util.SortedMap;
import org.malfl.artifacts.Artifact;

/** A step of an experiment: adapts one algorithm to the store. */
public interface Stage {
  /** Directory below the store's root, with '/', unique in the graph. */
  String path();

  /** What runs in the stage. */
  Algorithm algorithm();

  /** All settings that the stage reads, as JSON values, and no others. */
  SortedMap<String, Object> parameters();

  /** The artifacts that the stage reads, each in a role of its own. */
  List<Input> inputs();

  /** The files that the stage writes, all of them. */
  List<Artifact<?>> outputs();

  /** Rough cost for the progress display, in joint steps of the learners. */
  long work();

  /** About how many bytes its files have, rather more than fewer, for the check of free space. */
  long bytes();

  /**
   * Reads the inputs, computes, writes the outputs. A stage that takes minutes keeps {@linkplain
   * StageContext#checkpoint checkpoints} and goes on from them.
   */
  void run(StageContext context);

  /**
   * Holds what the stage left against what follows from its inputs. A stage that depends on nothing
   * else makes its outputs again.
   */
  default void derive(Derivation derivation) {
    run(derivation);
  }

  /**
   * An algorithm.
   *
   * @param name for the stage's key
   * @param version to be raised whenever the same settings give other bytes
   */
  record Algorithm(String name, int version) {}

  /**
   * An input.
   *
   * @param role what it is to this stage
   * @param handle where it comes from
   */
  record Input(String role, Handle<?> handle) {}
}
