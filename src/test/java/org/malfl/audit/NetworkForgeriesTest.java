package org.malfl.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.artifacts.RunFolder;
import org.malfl.artifacts.StoreReader;
import org.malfl.config.ConfigProblems;
import org.malfl.config.YamlFile;
import org.malfl.experiments.Experiment;
import org.malfl.experiments.ReproduceSettings;
import org.malfl.experiments.Reproduction;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.RunListener;
import org.malfl.pipeline.Runner;

/**
 * What networks leave, changed by somebody who mended all hashes and keys. What follows from the
 * weights is looked at without a training; another training is found by doing it again.
 */
class NetworkForgeriesTest {
  private static final String SETTINGS =
      """
      environment: {grid_size: 2, goal: [1, 1], reward_families: [homogeneous]}
      maspi: {iterations: 3, episodes: 5, episode_length: 40}
      malfl: {policy_estimation: {method: network}, recovery: [network], trend: false}
      optimization:
        network: {hidden: [4], epochs: 6, learning_rate: %s, linear_algebra: rows}
        policy_network: {hidden: [4], updates: 6, learning_rate: %s, linear_algebra: rows}
      plots: {draw: false}
      """;

  private static final String POLICY = "homogeneous/ma_lfl/policy_estimation/network/stage_01/";
  private static final String REWARD = "homogeneous/ma_lfl/recovery/network/pairs_02/agent_1/";
  private static final RunListener NOBODY = new RunListener() {};

  private static Path honest;
  private static Path otherTraining;

  private static Reproduction reproduction(String rewardRate, String policyRate) {
    byte[] yaml = SETTINGS.formatted(rewardRate, policyRate).getBytes(UTF_8);
    return new Reproduction(
        ReproduceSettings.read(
            YamlFile.read("run.yaml", yaml, new ConfigProblems()), false, new ConfigProblems()));
  }

  private static Path run(Reproduction reproduction) throws IOException {
    Path folder = RunFolder.inMemory();
    try (ArtifactStore store = new ArtifactStore(folder, note -> {})) {
      store.prepare(Experiment::isResult);
      Runner runner = new Runner(store, 2, false, NOBODY);
      reproduction.publish(store, runner, runner.run(reproduction.graph()).manifests());
    }
    return folder;
  }

  @BeforeAll
  static void run() throws IOException {
    honest = run(reproduction("0.01", "0.01"));
    otherTraining = run(reproduction("0.02", "0.02"));
  }

  @AfterAll
  static void remove() throws IOException {
    RunFolder.delete(honest);
    RunFolder.delete(otherTraining);
  }

  private static List<Verdict.Finding> derive(Path folder) {
    StoreReader store = new StoreReader(folder);
    Verdict verdict = HashAudit.of(store);
    assertTrue(verdict.passed(), () -> "hashes were not mended: " + verdict.findings());
    DeriveAudit.addTo(verdict, store, 2, NOBODY);
    return verdict.findings();
  }

  private static boolean passesRerun(Path folder) throws IOException {
    StoreReader store = new StoreReader(folder);
    Verdict verdict = HashAudit.of(store);
    Path scratch = RunFolder.inMemory();
    RerunAudit.addTo(verdict, store, scratch, 2, NOBODY);
    RunFolder.delete(scratch);
    return verdict.passed();
  }

  @Test
  void nothingIsFoundInAnHonestRun() throws IOException {
    assertEquals(List.of(), derive(honest));
    assertTrue(passesRerun(honest));
  }

  private static List<Verdict.Finding> foundIn(ForgedRun forged) throws IOException {
    Path folder = RunFolder.inMemory();
    forged.write(folder);
    List<Verdict.Finding> findings = derive(folder);
    assertFalse(passesRerun(folder), "not found by a rerun");
    RunFolder.delete(folder);
    return findings;
  }

  private static ForgedRun forged(boolean thorough) {
    return new ForgedRun(honest, thorough, reproduction("0.01", "0.01"));
  }

  private static void assertFoundAt(String folder, List<Verdict.Finding> findings) {
    String stage = folder.substring(0, folder.length() - 1);
    assertTrue(
        findings.stream().anyMatch(finding -> finding.place().startsWith(stage)),
        () -> folder + " is not among " + findings);
  }

  /** Exchanges two neighbours, so that policies stay policies. */
  @ParameterizedTest
  @CsvSource({
    "true, agent_0_layer_0_weights.npy",
    "true, agent_1_layer_0_biases.npy",
    "true, agent_0_layer_1_weights.npy",
    "true, agent_1_layer_1_biases.npy",
    "true, policy.npy",
    "false, reward_network_layer_0_weights.npy",
    "false, reward_network_layer_1_weights.npy",
    "false, potential_network_layer_0_biases.npy",
    "false, potential_network_layer_1_weights.npy",
    "false, reward.npy",
    "false, potentials.npy"
  })
  void numbersOfNetworksAndTablesAreHeldAgainstEachOther(boolean ofPolicy, String file)
      throws IOException {
    ForgedRun forged = forged(true);
    String folder = ofPolicy ? POLICY : REWARD;
    double[] values = forged.numbers(folder + file);
    double kept = values[1];
    values[1] = values[0];
    values[0] = kept;
    assertFalse(values[0] == values[1], file + " would be as before");
    forged.put(folder + file, values);
    assertFoundAt(folder, foundIn(forged));
  }

  private static Stream<List<String>> texts() {
    return Stream.of(
        List.of(POLICY + "agent_0.json", "\"tanh\"", "\"relu\""),
        List.of(POLICY + "loss.csv", "(?s)(.*)\\d\n", "$17\n"),
        List.of(POLICY + "loss.csv", "\n0,2,", "\n0,2,-"),
        List.of(POLICY + "loss.csv", "\n0,2,", "\n0,9,"),
        List.of(POLICY + "loss.csv", "\n0,2,.*\n", "\n"),
        List.of(REWARD + "reward_network.json", "\"tanh\"", "\"relu\""),
        List.of(REWARD + "loss.csv", "(?s)(.*)\\d\n", "$17\n"),
        List.of(REWARD + "loss.csv", "\n2,", "\n2,-"),
        List.of(REWARD + "loss.csv", "\n2,", "\n9,"),
        List.of(REWARD + "loss.csv", "\n2,.*\n", "\n"));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void descriptionsAndLossesAreThoseOfTheNetworks(List<String> change) throws IOException {
    String path = change.get(0);
    ForgedRun forged = forged(false);
    String text = forged.text(path).replaceFirst(change.get(1), change.get(2));
    assertFalse(text.equals(forged.text(path)), path + " would be as before");
    forged.put(path, text);
    assertFoundAt(path.substring(0, path.lastIndexOf('/') + 1), foundIn(forged));
  }

  @ParameterizedTest
  @CsvSource({
    "agent_0_layer_0_weights.npy, true, [1]",
    "reward_network_layer_1_biases.npy, false, [2]",
    "potential_network_layer_0_weights.npy, false, [7]"
  })
  void weightsOfAnotherShapeAreNoFailureOfTheAudit(String file, boolean ofPolicy, String shape)
      throws IOException {
    String folder = ofPolicy ? POLICY : REWARD;
    ForgedRun forged = forged(false);
    int size = Integer.parseInt(shape.substring(1, shape.length() - 1));
    forged.put(folder + file, NpyArray.of(new SplittableRandom(1).doubles(size).toArray(), size));
    assertFoundAt(folder, foundIn(forged));
  }

  /** Takes all files of a stage from the run that was trained otherwise. */
  private static ForgedRun withStageOf(Path other, String folder) {
    ForgedRun forged = forged(true);
    StoreReader store = new StoreReader(other);
    String stage = folder.substring(0, folder.length() - 1);
    for (String file : store.manifest(stage).files().keySet()) {
      forged.put(folder + file, store.read(stage, file));
    }
    return forged;
  }

  @Test
  void anotherTrainingIsFoundByDoingItAgain() throws IOException {
    // Of rewards it would have to be one on the same policies.
    assertEquals(List.of(), foundIn(withStageOf(otherTraining, POLICY)));
    Path otherRewards = run(reproduction("0.02", "0.01"));
    assertEquals(List.of(), foundIn(withStageOf(otherRewards, REWARD)));
    RunFolder.delete(otherRewards);
  }

  @Test
  void aLossInBetweenIsFoundByDoingTheTrainingAgain() throws IOException {
    for (String path : List.of(POLICY + "loss.csv", REWARD + "loss.csv")) {
      ForgedRun forged = forged(false);
      String line = path.startsWith(POLICY) ? "\n0,2,\\d" : "\n2,\\d";
      String text =
          forged.text(path).replaceFirst(line, line.substring(0, line.length() - 2) + "9");
      forged.put(path, text);
      assertFalse(text.equals(forged.text(path)), path + " would be as before");
      assertEquals(List.of(), foundIn(forged));
    }
  }
}
