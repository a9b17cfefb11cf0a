package org.malfl.experiments;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.Description.Axis;
import org.malfl.artifacts.Formats;
import org.malfl.core.SeedTree;
import org.malfl.games.DetourGame;
import org.malfl.games.TransitionTable;
import org.malfl.imitation.ExpertData;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.ArtifactReader;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;
import org.malfl.pipeline.StageContext;

/** The expert of the zero-sum game plays. */
final class ZeroSumExpertStage implements Stage {
  /** The expert is the same whoever learns from it. */
  private static final SeedTree STREAMS = SeedTree.root(0).child("zero_sum").child("expert");

  private static final Artifact<NpyArray> SAMPLES =
      Formats.npy(
          "samples.npy",
          "pairs of state and joint action of the expert, 9 · state + joint action",
          List.of(Axis.of("sample")));

  private final ZeroSumSettings settings;

  ZeroSumExpertStage(ZeroSumSettings settings) {
    this.settings = settings;
  }

  /** Pairs, int64. */
  Handle<NpyArray> samples() {
    return new Handle<>(this, SAMPLES);
  }

  /** The pairs. */
  int[] readSamples(ArtifactReader reader) {
    return SampleRows.read(reader.int64(samples(), settings.expertTotal()));
  }

  @Override
  public String path() {
    return "expert";
  }

  @Override
  public Algorithm algorithm() {
    return new Algorithm("zero-sum-expert", 1);
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(
        Map.of(
            "expert_action", settings.expertAction(),
            "expert_total", settings.expertTotal(),
            "gamma", settings.gamma(),
            "streams", STREAMS.path()));
  }

  @Override
  public List<Input> inputs() {
    return List.of();
  }

  @Override
  public List<Artifact<?>> outputs() {
    return List.of(SAMPLES);
  }

  @Override
  public long work() {
    return settings.expertTotal();
  }

  @Override
  public long bytes() {
    return 200 + (long) Long.BYTES * settings.expertTotal();
  }

  @Override
  public void run(StageContext context) {
    int[] rows =
        ExpertData.play(
            TransitionTable.of(new DetourGame()),
            settings.expert(),
            settings.expertTotal(),
            1 / (1 - settings.gamma()),
            STREAMS.generator());
    context.write(SAMPLES, SampleRows.array(rows));
    context.advance(work());
  }
}
