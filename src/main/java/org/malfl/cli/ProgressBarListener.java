package org.malfl.cli;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.malfl.pipeline.RunListener;

/** A progress bar with the time left, for terminals. */
final class ProgressBarListener implements RunListener, AutoCloseable {
  private static final int WIDTH = 78;
  private static final int REFRESH_MILLIS = 200;

  private final PrintStream terminal;
  private ProgressBar bar;

  ProgressBarListener(PrintStream terminal) {
    this.terminal = terminal;
  }

  @Override
  public synchronized void started(int stages, long work) {
    bar =
        new ProgressBarBuilder()
            .setTaskName("malfl")
            .setInitialMax(work)
            .setUnit(" %", Math.max(1, work / 100))
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(REFRESH_MILLIS)
            .setConsumer(new ConsoleProgressBarConsumer(terminal, WIDTH))
            .build();
  }

  @Override
  public synchronized void advanced(long work) {
    if (bar != null) {
      bar.stepBy(work);
    }
  }

  /** Draws no more. */
  synchronized void stop() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  @Override
  public void close() {
    stop();
  }
}
