package org.malfl.experiments;

import java.util.List;
import java.util.SortedMap;
import org.malfl.config.Setting;
import org.malfl.games.StateEncoding;
import org.malfl.nn.Activation;
import org.malfl.nn.Initialisation;
import org.malfl.nn.nd4j.LinearAlgebra;
import org.malfl.softpi.NetworkLearner;

/**
 * Settings of learners with networks.
 *
 * @param inputs what networks read of a joint state
 * @param hidden sizes of the layers between
 * @param activation of these layers
 * @param initialisation of weights
 * @param qUpdates Adam updates of the network of Q in a stage
 * @param policyUpdates Adam updates of the network of the policy in a stage
 * @param batchSize steps or joint states of an update
 * @param qLearningRate Adam's step at the beginning of a stage
 * @param policyLearningRate Adam's step at the beginning of a stage
 * @param qUnit unit of the outputs of the network of Q
 * @param largestGradient norm to which longer gradients are scaled down; 0 for none
 * @param linearAlgebra who multiplies matrices
 */
public record LearnerNetworkSettings(
    @Setting(byDefault = "one-hot") StateEncoding inputs,
    @Setting(byDefault = "[64, 64]", range = "[1, 4096]") List<Integer> hidden,
    @Setting(byDefault = "tanh") Activation activation,
    @Setting(byDefault = "glorot") Initialisation initialisation,
    @Setting(byDefault = "1000", range = "[1, 1000000000]") int qUpdates,
    @Setting(byDefault = "1000", range = "[1, 1000000000]") int policyUpdates,
    @Setting(byDefault = "256", range = "[1, 1000000]") int batchSize,
    @Setting(byDefault = "0.003", range = "(0, 1000]") double qLearningRate,
    @Setting(byDefault = "0.003", range = "(0, 1000]") double policyLearningRate,
    @Setting(byDefault = "10", range = "(0, 1000000000]") double qUnit,
    @Setting(byDefault = "0", range = "[0, 1000000000]") double largestGradient,
    @Setting(byDefault = "by-shape") LinearAlgebra linearAlgebra) {
  NetworkSettings networks() {
    return new NetworkSettings(
        inputs, hidden, activation, initialisation, largestGradient, linearAlgebra);
  }

  NetworkLearner learner() {
    return new NetworkLearner(
        networks().architecture(),
        qUpdates,
        policyUpdates,
        batchSize,
        qLearningRate,
        policyLearningRate,
        networks().clipping(),
        qUnit);
  }

  /** The settings that a stage's key is made from, as a JSON value. */
  SortedMap<String, Object> tree() {
    SortedMap<String, Object> tree = networks().tree();
    tree.put("q_updates", qUpdates);
    tree.put("policy_updates", policyUpdates);
    tree.put("batch_size", batchSize);
    tree.put("q_learning_rate", qLearningRate);
    tree.put("policy_learning_rate", policyLearningRate);
    tree.put("q_unit", qUnit);
    return tree;
  }
}
