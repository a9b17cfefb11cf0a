package org.malfl.report;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.malfl.pipeline.RunListener;

/** Progress as lines for logs and CI: one for every tenth of the work. */
public final class PlainProgress implements RunListener {
  private static final int LINES = 10;

  private final Consumer<String> lines;
  private final LongSupplier nanoTime;
  private long start;
  private long work;
  private long done;
  private int stages;
  private int finished;
  private long reported;

  /**
   * Progress of one run.
   *
   * @param lines told every line
   * @param nanoTime a clock like {@link System#nanoTime}
   */
  public PlainProgress(Consumer<String> lines, LongSupplier nanoTime) {
    this.lines = lines;
    this.nanoTime = nanoTime;
  }

  @Override
  public void started(int stages, long work) {
    this.stages = stages;
    this.work = work;
    this.start = nanoTime.getAsLong();
  }

  @Override
  public void stageFinished(String path, boolean reused, double seconds) {
    finished++;
  }

  @Override
  public void advanced(long amount) {
    done += amount;
    long tenth = LINES * done / work;
    if (tenth > reported) {
      reported = tenth;
      double elapsed = (nanoTime.getAsLong() - start) * 1e-9;
      lines.accept(
          String.format(
              Locale.ROOT,
              "%3d %%  %d of %d stages, %.1f s, about %.1f s left",
              100 * done / work,
              finished,
              stages,
              elapsed,
              elapsed * (work - done) / done));
    }
  }
}
