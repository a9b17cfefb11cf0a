package org.malfl.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.malfl.artifacts.Manifest;
import org.malfl.artifacts.RunManifest;
import org.malfl.artifacts.StoreReader;
import org.malfl.core.ArtifactException;
import org.malfl.core.EnvironmentException;
import org.malfl.core.MalflException;
import org.malfl.core.OneLine;
import org.malfl.experiments.Experiment;
import org.malfl.experiments.Identification;
import org.malfl.pipeline.RunListener;
import org.malfl.pipeline.Stage;

/**
 * Holds every stage and every result of a run, and identifications beside it, against what follows
 * from the stored inputs. What is random, the play of the learners and the next actions of their
 * updates, is tested without the run's random streams; so an error in the random numbers would be
 * found, that a rerun repeats.
 */
public final class DeriveAudit {
  /**
   * Probability that the tests of an honest run find anything: a bound for actions and repetitions,
   * nominal for expected Q.
   */
  public static final double FALSE_ALARM_RATE = 1e-4;

  private static final String RESULTS = "results follow from the stages";

  private final StoreReader store;
  private final RunListener listener;
  private final double rate;

  private DeriveAudit(StoreReader store, RunListener listener, int stages) {
    this.store = store;
    this.listener = listener;
    this.rate = FALSE_ALARM_RATE / stages;
  }

  /**
   * Audits a run whose hashes are as they must be.
   *
   * @param verdict of the hashes, which passed; the findings are added to it
   * @param threads at least 1
   * @param listener told of the progress
   * @throws ArtifactException if the recorded settings cannot be read
   * @throws EnvironmentException if a file may not be read
   */
  public static void addTo(Verdict verdict, StoreReader store, int threads, RunListener listener) {
    RunManifest run = store.completeRun();
    SortedMap<String, Manifest> manifests = store.manifests(run);
    Experiment experiment = Experiment.recorded(store, manifests);
    List<Stage> stages =
        Identification.stagesWith(experiment, store.survey(manifests).stages().keySet());
    listener.started(stages.size(), stages.stream().mapToLong(Stage::work).sum());
    DeriveAudit audit = new DeriveAudit(store, listener, stages.size());
    // Stages wait for nobody: what they read is there.
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Verdict>> verdicts = new ArrayList<>();
      for (Stage stage : stages) {
        verdicts.add(executor.submit(() -> audit.derive(stage)));
      }
      for (Future<Verdict> stage : verdicts) {
        verdict.add(stage.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      // Whatever else goes wrong in a stage is a finding.
      throw (EnvironmentException) e.getCause();
    } finally {
      executor.shutdownNow();
    }
    audit.checkResults(verdict, experiment, run, manifests);
  }

  private Verdict derive(Stage stage) {
    long start = System.nanoTime();
    listener.stageStarted(stage.path());
    Verdict verdict = new Verdict();
    try {
      stage.derive(new StageDerivation(stage, store, verdict, rate));
    } catch (EnvironmentException unreadable) {
      throw unreadable;
    } catch (RuntimeException invalid) {
      verdict.check(stage.path(), StageDerivation.FILES, cannotFollow(invalid));
    }
    listener.advanced(stage.work());
    listener.stageFinished(stage.path(), false, (System.nanoTime() - start) * 1e-9);
    return verdict;
  }

  /** Inputs of an audit may hold anything, so whatever is wrong with them is a finding. */
  private static String cannotFollow(RuntimeException invalid) {
    boolean known =
        invalid instanceof MalflException || invalid instanceof IllegalArgumentException;
    return "cannot follow: " + OneLine.of(known ? invalid.getMessage() : invalid.toString());
  }

  private void checkResults(
      Verdict verdict,
      Experiment experiment,
      RunManifest run,
      SortedMap<String, Manifest> manifests) {
    SortedMap<String, byte[]> wanted;
    try {
      wanted = experiment.results(new StoredArtifacts(store), manifests.values());
    } catch (EnvironmentException unreadable) {
      throw unreadable;
    } catch (RuntimeException invalid) {
      verdict.check(Manifest.FILE_NAME, RESULTS, cannotFollow(invalid));
      return;
    }
    SortedSet<String> names = new TreeSet<>(wanted.keySet());
    names.addAll(run.results().keySet());
    for (String name : names) {
      String difference = "is no result of this version of malfl";
      if (wanted.containsKey(name)) {
        difference =
            store.exists(name) && Arrays.equals(store.read("", name), wanted.get(name))
                ? ""
                : "is not what the stages give";
      }
      verdict.check(name, RESULTS, difference);
    }
  }
}
