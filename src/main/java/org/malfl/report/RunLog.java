package org.malfl.report;

import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.malfl.pipeline.RunListener;

/** The log of one run, with times: what was computed, reused or moved, and how it ended. */
public final class RunLog implements RunListener {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Clock clock;
  private final StringBuilder text = new StringBuilder();

  /** An empty log. */
  public RunLog(Clock clock) {
    this.clock = clock;
  }

  @Override
  public void started(int stages, long work) {
    note(stages + " stages");
  }

  @Override
  public void stageStarted(String path) {
    note("start    " + path);
  }

  @Override
  public void stageFinished(String path, boolean reused, double seconds) {
    note(
        reused
            ? "reused   " + path
            : String.format(Locale.ROOT, "computed %s in %.3f s", path, seconds));
  }

  @Override
  public synchronized void note(String line) {
    text.append(TIME.format(clock.instant())).append(' ').append(line).append('\n');
  }

  /** All lines so far. */
  public synchronized String text() {
    return text.toString();
  }
}
