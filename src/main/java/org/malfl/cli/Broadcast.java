package org.malfl.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.malfl.pipeline.RunListener;

/**
 * Passes every event on to several listeners, one event at a time. What is noted before there is a
 * listener waits for the first one.
 */
final class Broadcast implements RunListener {
  private final List<RunListener> listeners = new ArrayList<>();

  private final List<String> waiting = new ArrayList<>();

  synchronized void add(RunListener listener) {
    listeners.add(listener);
    waiting.forEach(listener::note);
    waiting.clear();
  }

  private synchronized void tell(Consumer<RunListener> event) {
    listeners.forEach(event);
  }

  @Override
  public void started(int stages, long work) {
    tell(listener -> listener.started(stages, work));
  }

  @Override
  public void stageStarted(String path) {
    tell(listener -> listener.stageStarted(path));
  }

  @Override
  public void advanced(long work) {
    tell(listener -> listener.advanced(work));
  }

  @Override
  public void stageFinished(String path, boolean reused, double seconds) {
    tell(listener -> listener.stageFinished(path, reused, seconds));
  }

  @Override
  public synchronized void note(String text) {
    if (listeners.isEmpty()) {
      waiting.add(text);
    }
    tell(listener -> listener.note(text));
  }
}
