package org.malfl.experiments;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Description.Axis;
import org.malfl.artifacts.Formats;
import org.malfl.core.SeedTree;
import org.malfl.games.OccupancyMeasure;
import org.malfl.imitation.CoordinationExpert;
import org.malfl.imitation.IndependentFloor;
import org.malfl.io.JsonFields;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;

/** Makes the data of an expert, and says how near independent policies can come to it. */
final class CoordinationExpertStage implements Stage {
  /** Experts are the same whoever learns from them. */
  private static final SeedTree STREAMS = SeedTree.root(0).child("coordination").child("expert");

  private static final Artifact<NpyArray> SAMPLES =
      Formats.npy(
          "joint_actions.npy",
          "joint actions of the expert: 0 is AA, 1 AB, 2 BA, 3 BB",
          List.of(Axis.of("sample")));
  private static final Artifact<Object> EXPERT =
      Formats.json(
          "expert.json",
          "how often the expert does what, and the least distance of independent policies to it");

  private final CoordinationExpert expert;
  private final CoordinationSettings settings;

  CoordinationExpertStage(CoordinationExpert expert, CoordinationSettings settings) {
    this.expert = expert;
    this.settings = settings;
  }

  /** Whose data they are. */
  CoordinationExpert expert() {
    return expert;
  }

  /** Joint actions, int64. */
  Handle<NpyArray> samples() {
    return new Handle<>(this, SAMPLES);
  }

  /** {@code shares} and {@code floor}. */
  Handle<Object> description() {
    return new Handle<>(this, EXPERT);
  }

  /** The expert's joint actions. */
  int[] readSamples(ArtifactReader reader) {
    return SampleRows.read(reader.int64(samples(), CoordinationSettings.EXPERT_SAMPLES));
  }

  /** {@code [4]}: how often AA, AB, BA and BB are in the data. */
  double[] readShares(ArtifactReader reader) {
    return shares(readSamples(reader));
  }

  private static double[] shares(int[] samples) {
    return OccupancyMeasure.ofSamples(samples, 1, 4).probabilities();
  }

  /** The least distance of independent policies. */
  double readFloor(ArtifactReader reader) {
    return new JsonFields(description().path(), reader.read(description()))
        .object("floor")
        .number("distance");
  }

  @Override
  public String path() {
    return "experts/" + expert.label();
  }

  @Override
  public Algorithm algorithm() {
    return new Algorithm("coordination-expert", 1);
  }

  @Override
  public SortedMap<String, Object> parameters() {
    SortedMap<String, Object> parameters =
        new TreeMap<>(
            Map.of(
                "expert", expert.label(),
                "samples", CoordinationSettings.EXPERT_SAMPLES,
                "streams", STREAMS.path()));
    if (expert != CoordinationExpert.MIXED) {
      parameters.put("aa_ratio", settings.share(expert));
    }
    if (expert == CoordinationExpert.NOISY) {
      parameters.put("noise_level", settings.noiseLevel());
    }
    return parameters;
  }

  @Override
  public List<Input> inputs() {
    return List.of();
  }

  @Override
  public List<Artifact<?>> outputs() {
    return List.of(SAMPLES, EXPERT);
  }

  @Override
  public long work() {
    return CoordinationSettings.EXPERT_SAMPLES;
  }

  @Override
  public long bytes() {
    return 2L * Long.BYTES * CoordinationSettings.EXPERT_SAMPLES;
  }

  @Override
  public void run(StageContext context) {
    int[] samples =
        expert.sample(
            CoordinationSettings.EXPERT_SAMPLES,
            settings.share(expert),
            settings.noiseLevel(),
            STREAMS.child(expert.label()).generator());
    context.write(SAMPLES, SampleRows.array(samples));
    double[] shares = shares(samples);
    IndependentFloor floor = IndependentFloor.of(shares);
    context.write(
        EXPERT,
        Map.of(
            "shares",
            Map.of("AA", shares[0], "AB", shares[1], "BA", shares[2], "BB", shares[3]),
            "floor",
            Map.of(
                "distance", floor.distance(),
                "proven_at_least", floor.atLeast(),
                "p_a", List.of(floor.first(), floor.second()))));
    context.advance(work());
  }
}
