package org.malfl.report;

import java.io.IOException;
import java.io.Writer;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.malfl.core.EnvironmentException;
import org.malfl.pipeline.RunListener;

/** The log of one run, with times: what was computed, reused or moved, and how it ended. */
public final class RunLog implements RunListener {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Clock clock;
  private final Writer file;

  /**
   * A log of a run that begins now.
   *
   * @param file where every line goes at once, so that a run that is killed leaves its log
   */
  public RunLog(Clock clock, Writer file) {
    this.clock = clock;
    this.file = file;
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
    try {
      file.append(TIME.format(clock.instant())).append(' ').append(line).append('\n').flush();
    } catch (IOException e) {
      throw new EnvironmentException("cannot write the log: " + e.getMessage(), e);
    }
  }
}
