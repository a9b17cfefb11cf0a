package org.malfl.cli;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.malfl.artifacts.ArtifactStore;
import org.malfl.artifacts.StoreReader;
import org.malfl.io.CanonicalJson;
import org.malfl.pipeline.Runner;

/** {@code run.json}: when, where and how the last command ran; written at its start and its end. */
final class RunRecord {
  private final ArtifactStore store;
  private final Clock clock;
  private final long startNanos = System.nanoTime();
  private boolean ended;
  private final Map<String, Object> fields = new TreeMap<>();

  RunRecord(ArtifactStore store, Clock clock, Instant start, int threads) {
    this.store = store;
    this.clock = clock;
    fields.put(StoreReader.VERSION_FIELD, Main.version());
    fields.put("started", start.toString());
    fields.put("threads", threads);
    fields.put("folder", store.root().toAbsolutePath().toString());
    fields.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
    fields.put(
        "machine",
        "%s %s, %d processors"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors()));
    write("running");
  }

  /** Seconds since the command started, whatever happens to the clock meanwhile. */
  double seconds() {
    return Duration.ofNanos(System.nanoTime() - startNanos).toMillis() / 1000.0;
  }

  synchronized void complete(Runner.Outcome stages) {
    fields.put("stages", stages.manifests().size());
    fields.put("stages_reused", stages.reused());
    end("complete");
  }

  synchronized void failed() {
    end("failed");
  }

  synchronized void interrupted() {
    end("interrupted");
  }

  /** The first end counts: a run may be interrupted while it completes, or the other way round. */
  private void end(String status) {
    if (ended) {
      return;
    }
    ended = true;
    fields.put("finished", clock.instant().toString());
    fields.put("seconds", seconds());
    write(status);
  }

  private void write(String status) {
    fields.put("status", status);
    store.write(StoreReader.RUN_RECORD, CanonicalJson.write(fields));
  }
}
