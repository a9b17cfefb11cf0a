package org.malfl.reference;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.opencsv.CSVReader;
import com.opencsv.exceptions.CsvException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.malfl.games.Episode;
import org.malfl.games.GridGame;
import org.malfl.games.JointPolicy;
import org.malfl.games.Observations;
import org.malfl.io.NpyArray;

/** The reference values in {@code src/test/resources/reference}, and the games they belong to. */
public final class ReferenceFiles {
  public static final double ALPHA = 3;
  public static final double GAMMA = 0.9;
  public static final int STATES = 81;
  public static final int ACTIONS = 5;

  private ReferenceFiles() {}

  /** The paper's game with the rewards of a family. */
  public static GridGame game(String family) {
    GridGame.RewardWeights joint = new GridGame.RewardWeights(-1, -1);
    GridGame.RewardWeights disjoint = new GridGame.RewardWeights(-1, 1);
    return new GridGame(
        3, List.of(0, 0), 8, List.of(family.equals("heterogeneous") ? joint : disjoint, disjoint));
  }

  public static byte[] bytes(String name) {
    try (InputStream stream = ReferenceFiles.class.getResourceAsStream("/reference/" + name)) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static List<String[]> rows(String name) {
    try (CSVReader reader =
        new CSVReader(
            new InputStreamReader(
                ReferenceFiles.class.getResourceAsStream("/reference/" + name), UTF_8))) {
      return reader.readAll();
    } catch (IOException | CsvException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Columns h, agent, s and five numbers, as [h][agent][81 · 5]. */
  public static double[][][] tables(String name, int stages) {
    double[][][] tables = new double[stages][2][STATES * ACTIONS];
    List<String[]> rows = rows(name);
    for (String[] row : rows.subList(1, rows.size())) {
      for (int action = 0; action < ACTIONS; action++) {
        tables[Integer.parseInt(row[0])][Integer.parseInt(row[1])][
                Integer.parseInt(row[2]) * ACTIONS + action] =
            Double.parseDouble(row[3 + action]);
      }
    }
    return tables;
  }

  /** π_0 … π_10 of exact soft policy iteration. */
  public static List<JointPolicy> exactPolicies(String family) {
    List<JointPolicy> policies = new ArrayList<>();
    for (double[][] agents : tables("exact_policies_" + family + ".csv", 11)) {
      policies.add(JointPolicy.ofProbabilities(List.of(agents), ACTIONS));
    }
    return policies;
  }

  /** D_0 … D_9 of the small dataset, 50 episodes of 100 steps each. */
  public static List<Observations> smallDataset(String family) {
    NpyArray array = NpyArray.read("small dataset", bytes("dataset_" + family + "_50x100.npy"));
    List<Observations> stages = new ArrayList<>();
    Episode episode = new Episode(100);
    int entry = 0;
    for (int h = 0; h < 10; h++) {
      Observations observations = new Observations(game(family), 50, 100);
      for (int k = 0; k < 50; k++) {
        for (int t = 0; t < 100; t++) {
          episode.states()[t] = array.data().get(entry++) & 0xFF;
          episode.jointActions()[t] = array.data().get(entry++) & 0xFF;
        }
        observations.add(episode);
      }
      stages.add(observations);
    }
    return stages;
  }
}
