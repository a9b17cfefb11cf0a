package org.malfl.audit;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.malfl.artifacts.Artifact;
import org.malfl.artifacts.StoreReader;
import org.malfl.io.NpyArray;
import org.malfl.pipeline.Derivation;
import org.malfl.pipeline.Handle;
import org.malfl.pipeline.Stage;

/** A stage of a store, held against what follows from its inputs. */
final class StageDerivation implements Derivation {
  /** Name of the comparisons of bytes. */
  static final String FILES = "files follow from the stage's inputs";

  private final Stage stage;
  private final StoreReader store;
  private final Verdict verdict;
  private final double falseAlarmRate;

  StageDerivation(Stage stage, StoreReader store, Verdict verdict, double falseAlarmRate) {
    this.stage = stage;
    this.store = store;
    this.verdict = verdict;
    this.falseAlarmRate = falseAlarmRate;
  }

  @Override
  public <T> T read(Handle<T> input) {
    return new StoredArtifacts(store).read(input);
  }

  @Override
  public <T> T stored(Artifact<T> output) {
    return read(new Handle<>(stage, output));
  }

  @Override
  public <T> void write(Artifact<T> output, T value) {
    byte[] there = store.read(stage.path(), output.fileName());
    verdict.check(
        stage.path() + "/" + output.fileName(),
        FILES,
        isSame(there, output.format().encode(value)) ? "" : difference(output, value));
  }

  private static boolean isSame(byte[] there, List<ByteBuffer> wanted) {
    int position = 0;
    for (ByteBuffer part : wanted) {
      int end = position + part.remaining();
      if (end > there.length || !ByteBuffer.wrap(there, position, part.remaining()).equals(part)) {
        return false;
      }
      position = end;
    }
    return position == there.length;
  }

  private <T> String difference(Artifact<T> output, T value) {
    if (value instanceof NpyArray wanted && stored(output) instanceof NpyArray there) {
      if (there.type() != wanted.type() || !Arrays.equals(there.shape(), wanted.shape())) {
        return "found shape %s of %s; %s of %s follows"
            .formatted(
                Arrays.toString(there.shape()),
                there.type(),
                Arrays.toString(wanted.shape()),
                wanted.type());
      }
      int different = 0;
      double largest = 0;
      for (int k = 0; k < there.size(); k++) {
        double found = there.element(k);
        double follows = wanted.element(k);
        if (Double.doubleToLongBits(found) != Double.doubleToLongBits(follows)) {
          different++;
          largest = Math.max(largest, Math.abs(found - follows));
        }
      }
      return "%d of %d elements differ, by up to %s".formatted(different, there.size(), largest);
    }
    return "other bytes follow";
  }

  @Override
  public void advance(long work) {
    // The audit reports whole stages.
  }

  @Override
  public void check(String check, String difference) {
    verdict.check(stage.path(), check, difference);
  }

  @Override
  public void note(String note) {
    verdict.note(stage.path() + ": " + note);
  }

  @Override
  public double falseAlarmRate() {
    return falseAlarmRate;
  }
}
