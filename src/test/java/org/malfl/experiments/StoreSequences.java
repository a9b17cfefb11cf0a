package org.malfl.experiments;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.malfl.artifacts.RunFolder.assertSameBytes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.artifacts.Manifest;
import org.malfl.artifacts.RunDescription;
import org.malfl.artifacts.RunFolder;
import org.malfl.artifacts.RunManifest;
import org.malfl.artifacts.Sha256;
import org.malfl.artifacts.StoreReader;
import org.malfl.artifacts.SupersededFiles;
import org.malfl.disk.Crash;
import org.malfl.disk.ObservedProvider;

/**
 * Runs, kills, changes of settings, forced runs, descriptions of the results, files of somebody
 * else, damages and cleaning in random order, against a model of what must be on disk:
 *
 * <ul>
 *   <li>After a run, what its settings name is what a run in an empty folder leaves; families that
 *       it does not name are as they were, but for stages made from something that was replaced.
 *   <li>A run reuses exactly the stages that have those bytes already.
 *   <li>Whatever was there before is there after it, at its place or in {@code superseded}; only
 *       cleaning removes something, and only from there.
 *   <li>Results at the root are those of the stages that are there, and so is their description.
 * </ul>
 */
abstract class StoreSequences {
  private static final String HOMOGENEOUS = "homogeneous";
  private static final String HETEROGENEOUS = "heterogeneous";

  private static final String DAMAGED = "damaged";

  /** More than the operations of a run that replaces another one. */
  private static final int OPERATIONS = 800;

  private static final Map<SmallRun, SortedMap<String, String>> UNINTERRUPTED = new HashMap<>();

  /** What a run leaves in an empty folder. */
  private static SortedMap<String, String> uninterrupted(SmallRun run) {
    return UNINTERRUPTED.computeIfAbsent(
        run,
        unknown -> {
          try {
            Path folder = RunFolder.inMemory();
            run.run(folder, false, stage -> {});
            SortedMap<String, String> hashes = RunFolder.currentHashes(folder);
            RunFolder.delete(folder);
            return hashes;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  /**
   * The folder, the settings at the moment, and what is known of files that malfl did not write.
   */
  static final class Folder {
    private final Path path;
    private final Set<String> strangers = new HashSet<>();
    private SmallRun settings = new SmallRun(1, 3, List.of(HOMOGENEOUS));

    Folder() {
      try {
        path = RunFolder.inMemory();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void set(SmallRun changed) {
      settings = changed;
    }

    void addFamily() {
      settings =
          new SmallRun(settings.seed(), settings.episodes(), List.of(HOMOGENEOUS, HETEROGENEOUS));
    }

    void run(boolean force) {
      SortedMap<String, String> before = RunFolder.hashes(path);
      SortedMap<String, String> expected = uninterrupted(settings);
      Set<String> orphans = orphans();
      int reused = settings.run(path, force, stage -> {});
      assertSameBytes(expected, ofSettings());
      SortedMap<String, String> after = RunFolder.currentHashes(path);
      SortedMap<String, String> others = new TreeMap<>(after);
      others.keySet().removeIf(file -> !isOfOtherFamily(file));
      SortedMap<String, String> othersBefore = new TreeMap<>(before);
      othersBefore
          .keySet()
          .removeIf(
              file ->
                  !isOfOtherFamily(file)
                      || file.contains(".malfl-unfinished")
                      || orphans.contains(RunFolder.stageOf(file)));
      assertSameBytes(othersBefore, others);
      assertEquals(force ? 0 : RunFolder.completeStages(expected, before), reused);
      checkNothingIsLost(before);
      checkResults();
    }

    /** What is there of the families that the settings name, and at the root. */
    private SortedMap<String, String> ofSettings() {
      SortedMap<String, String> named = RunFolder.currentHashes(path);
      named.keySet().removeIf(file -> isOfOtherFamily(file) || isStranger(file));
      named.remove(StoreReader.CRATE);
      return named;
    }

    private boolean isOfOtherFamily(String file) {
      return file.startsWith(HETEROGENEOUS + "/") && !settings.families().contains(HETEROGENEOUS);
    }

    /** Stages that were made from something that was replaced, or whose source was. */
    private Set<String> orphans() {
      SortedMap<String, Manifest> stages = new StoreReader(path).survey().stages();
      Set<String> orphans = new HashSet<>();
      int before;
      do {
        before = orphans.size();
        stages.forEach(
            (stage, manifest) -> {
              for (Manifest.Input input : manifest.origin().inputs()) {
                Manifest source = stages.get(input.stage());
                if (source == null
                    || orphans.contains(input.stage())
                    || !source.origin().key().equals(input.key())) {
                  orphans.add(stage);
                }
              }
            });
      } while (orphans.size() > before);
      return orphans;
    }

    private static boolean isStranger(String file) {
      return file.endsWith("notes.txt");
    }

    void kill(long operation, boolean force) {
      SortedMap<String, String> before = RunFolder.hashes(path);
      List<String> acknowledged = new ArrayList<>();
      try {
        settings.run(
            new ObservedProvider(FileSystems.getDefault(), new Crash(operation)).path(path),
            force,
            acknowledged::add);
      } catch (Crash.Killed killed) {
        // as planned
      }
      SortedMap<String, String> after = RunFolder.hashes(path);
      SortedMap<String, String> expected = uninterrupted(settings);
      for (String stage : acknowledged) {
        SortedMap<String, String> files = expected.subMap(stage + "/", stage + "0");
        assertTrue(
            after.entrySet().containsAll(files.entrySet()),
            stage + " was reported and is not there");
      }
      checkNothingIsLost(before);
      checkResults();
    }

    /**
     * Every content that was there is there still, as often as before, if not at the same place.
     */
    private void checkNothingIsLost(SortedMap<String, String> before) {
      SortedMap<String, String> after = RunFolder.hashes(path);
      Set<String> kept = new HashSet<>();
      after.forEach((file, hash) -> kept.add(original(file) + " " + hash));
      before.forEach(
          (file, hash) -> {
            if (file.startsWith(StoreReader.SUPERSEDED + "/")) {
              assertEquals(hash, after.get(file), file);
            } else {
              assertTrue(kept.contains(file + " " + hash), file + " is lost");
            }
          });
    }

    /** Where a file that may have been superseded stood. */
    private static String original(String file) {
      return file.replaceFirst("^superseded/\\d+/", "");
    }

    private void checkResults() {
      SortedMap<String, String> files = RunFolder.currentHashes(path);
      StoreReader store = new StoreReader(path);
      RunManifest manifest =
          store.runManifest().orElse(new RunManifest(new TreeMap<>(), new TreeMap<>()));
      manifest
          .stages()
          .forEach((stage, entry) -> assertEquals(entry.sha256(), files.get(stage), stage));
      for (String result : List.of("summary.json", "table1.csv", "cross_correlation.csv")) {
        if (files.containsKey(result)) {
          assertEquals(manifest.results().get(result).sha256(), files.get(result), result);
        }
      }
      assertTrue(RunDescription.isOfResults(path), "a description of other results");
    }

    /** Somebody leaves a file, in a stage if there is one. */
    void leaveStranger() {
      SortedMap<String, String> files = RunFolder.currentHashes(path);
      String beside =
          files.keySet().stream()
              .filter(file -> file.endsWith("/manifest.json"))
              // What is half-written is malfl's own, with all that is in it.
              .filter(file -> !file.contains("malfl-unfinished"))
              .skip(files.size() / 12)
              .findFirst()
              .orElse("manifest.json");
      String stranger = beside.replace("manifest.json", "notes.txt");
      write(stranger, "notes " + strangers.size());
      strangers.add(stranger);
    }

    /** A file of a stage is damaged; its bytes are lost to the damage, not to malfl. */
    void damage(int which) {
      List<String> files =
          RunFolder.currentHashes(path).keySet().stream()
              .filter(file -> !isStranger(file) && !file.contains("malfl-unfinished"))
              // Nothing checks a description, which is outside of the run's identity.
              .filter(file -> !file.equals(StoreReader.CRATE))
              .toList();
      if (!files.isEmpty()) {
        write(files.get(which % files.size()), DAMAGED);
        // The results at the root are not those of this stage any more; a run will see to it.
        settings.run(path, false, stage -> {});
        RunFolder.assertSameBytes(uninterrupted(settings), ofSettings());
        checkResults();
      }
    }

    private void write(String file, String text) {
      try {
        Files.writeString(path.resolve(file), text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void clean() {
      SortedMap<String, String> before = RunFolder.hashes(path);
      if (Files.exists(path.resolve(StoreReader.RUN_RECORD)) || !before.isEmpty()) {
        try (ArtifactStore store = new ArtifactStore(path, note -> {})) {
          new SupersededFiles(store, Experiment::isResult).remove();
        }
      }
      SortedMap<String, String> expected = new TreeMap<>(before);
      // Without its manifest nobody can tell which files of a stage are malfl's.
      String damaged = Sha256.of(DAMAGED.getBytes(UTF_8));
      expected
          .keySet()
          .removeIf(
              file ->
                  file.startsWith(StoreReader.SUPERSEDED + "/")
                      && !isStranger(file)
                      && !(isInStage(file) && damaged.equals(before.get(manifestBeside(file)))));
      assertSameBytes(expected, RunFolder.hashes(path));
    }

    /** Whether a superseded file stood in a stage and not at the root. */
    private static boolean isInStage(String file) {
      return original(file).contains("/");
    }

    private static String manifestBeside(String file) {
      return RunFolder.stageOf(file) + "/manifest.json";
    }

    @Override
    public String toString() {
      return settings + " in " + path;
    }
  }

  private static Action<Folder> action(String name, Consumer<Folder> change) {
    return Action.just(Transformer.mutate(name, change));
  }

  private static Arbitrary<SmallRun> settings() {
    return Combinators.combine(
            Arbitraries.longs().between(1, 2),
            Arbitraries.integers().between(3, 4),
            Arbitraries.of(List.of(HOMOGENEOUS), List.of(HOMOGENEOUS, HETEROGENEOUS)))
        .as(SmallRun::new);
  }

  /** Kills at a random operation. */
  private record Kill(boolean force) implements Action.Independent<Folder> {
    @Override
    public Arbitrary<Transformer<Folder>> transformer() {
      return Arbitraries.integers()
          .between(0, OPERATIONS)
          .map(
              operation ->
                  Transformer.mutate(
                      (force ? "force, " : "") + "kill at operation " + operation,
                      folder -> folder.kill(operation, force)));
    }
  }

  /** Changes settings. */
  private record Change() implements Action.Independent<Folder> {
    @Override
    public Arbitrary<Transformer<Folder>> transformer() {
      return settings()
          .map(changed -> Transformer.mutate("" + changed, folder -> folder.set(changed)));
    }
  }

  /** Damages a random file. */
  private record Damage() implements Action.Independent<Folder> {
    @Override
    public Arbitrary<Transformer<Folder>> transformer() {
      return Arbitraries.integers()
          .between(0, 1000)
          .map(which -> Transformer.mutate("damage " + which, folder -> folder.damage(which)));
    }
  }

  @Provide
  Arbitrary<ActionChain<Folder>> sequences() {
    return ActionChain.startWith(Folder::new)
        .withAction(3, action("run", folder -> folder.run(false)))
        .withAction(4, new Kill(false))
        .withAction(1, new Kill(true))
        .withAction(3, new Change())
        .withAction(1, action("add a family", Folder::addFamily))
        .withAction(1, action("force", folder -> folder.run(true)))
        .withAction(1, action("clean", Folder::clean))
        .withAction(1, action("describe", folder -> RunDescription.write(folder.path)))
        .withAction(1, action("leave a file", Folder::leaveStranger))
        .withAction(1, new Damage())
        .withMaxTransformations(14);
  }

  /** Plays a sequence, and at its end runs once more. */
  static void play(ActionChain<Folder> sequence) throws IOException {
    Folder folder = sequence.run();
    folder.run(false);
    RunFolder.delete(folder.path);
  }
}
