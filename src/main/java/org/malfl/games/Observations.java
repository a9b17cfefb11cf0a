package org.malfl.games;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.malfl.core.Checks;

/**
 * The dataset D_h of one stage as an observer gets it: joint states and joint actions of episodes
 * of equal length, no rewards, no policies. Stored as {@code [episodes][steps][2]} unsigned
 * little-endian integers (joint state, joint action) of the narrowest of 1, 2 or 4 bytes that the
 * game allows, the layout of {@code dataset.npy}.
 */
public final class Observations {
  private final int steps;
  private final int width;
  private final byte[] data;
  private int episodes;

  /**
   * An empty dataset with room for a number of episodes.
   *
   * @param dynamics gives the ranges of joint states and joint actions
   * @throws IllegalArgumentException if the dataset would exceed 2³¹ − 1 bytes
   */
  public Observations(Dynamics dynamics, int capacity, int steps) {
    this.steps = Checks.inRange("steps", steps, 1, Integer.MAX_VALUE - 1);
    Checks.inRange("capacity", capacity, 1, Integer.MAX_VALUE);
    this.width = width(dynamics);
    long bytes = 2L * width * capacity * steps;
    if (bytes > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          capacity
              + " episodes of "
              + steps
              + " steps need "
              + bytes
              + " bytes; valid: less than 2^31");
    }
    this.data = new byte[(int) bytes];
  }

  /**
   * A recorded dataset.
   *
   * @param dynamics gives the ranges of joint states and joint actions
   * @param data {@code [episodes][steps][2]} in the layout of {@link #bytes}, from position to
   *     limit
   * @throws IllegalArgumentException if the data have another length
   */
  public Observations(Dynamics dynamics, int episodes, int steps, ByteBuffer data) {
    this(dynamics, episodes, steps);
    Checks.inRange("bytes of the dataset", data.remaining(), this.data.length, this.data.length);
    data.duplicate().get(this.data);
    this.episodes = episodes;
  }

  /** Bytes of one entry: the narrowest unsigned integer that holds every state and joint action. */
  public static int width(Dynamics dynamics) {
    int largest = Math.max(dynamics.numStates(), dynamics.jointActions().size()) - 1;
    if (largest < 1 << 8) {
      return 1;
    }
    return largest < 1 << 16 ? 2 : 4;
  }

  /**
   * Appends an episode.
   *
   * @throws IllegalStateException if the dataset is full
   * @throws IllegalArgumentException if the episode has another length
   */
  public void add(Episode episode) {
    Checks.inRange("episode length", episode.steps(), steps, steps);
    int offset = 2 * width * steps * episodes;
    if (offset >= data.length) {
      throw new IllegalStateException("all " + episodes + " episodes are recorded");
    }
    int[] states = episode.states();
    int[] jointActions = episode.jointActions();
    if (width == 1) {
      for (int t = 0; t < steps; t++) {
        data[offset + 2 * t] = (byte) states[t];
        data[offset + 2 * t + 1] = (byte) jointActions[t];
      }
    } else {
      ByteBuffer buffer = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).position(offset);
      for (int t = 0; t < steps; t++) {
        put(buffer, states[t]);
        put(buffer, jointActions[t]);
      }
    }
    episodes++;
  }

  private void put(ByteBuffer buffer, int value) {
    if (width == 2) {
      buffer.putShort((short) value);
    } else {
      buffer.putInt(value);
    }
  }

  private int entry(int index) {
    return switch (width) {
      case 1 -> data[index] & 0xFF;
      case 2 -> (data[2 * index] & 0xFF) | (data[2 * index + 1] & 0xFF) << 8;
      default -> ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).getInt(4 * index);
    };
  }

  /**
   * Fills an episode but for the state after its last step, which no dataset holds.
   *
   * @param index of the recorded episode
   * @throws IllegalArgumentException if the episode has another length
   */
  public void read(int index, Episode episode) {
    Checks.inRange("episode length", episode.steps(), steps, steps);
    int first = 2 * index * steps;
    int[] states = episode.states();
    int[] jointActions = episode.jointActions();
    if (width == 1) {
      for (int t = 0; t < steps; t++) {
        states[t] = data[first + 2 * t] & 0xFF;
        jointActions[t] = data[first + 2 * t + 1] & 0xFF;
      }
    } else {
      for (int t = 0; t < steps; t++) {
        states[t] = entry(first + 2 * t);
        jointActions[t] = entry(first + 2 * t + 1);
      }
    }
  }

  /** Episodes recorded so far. */
  public int episodes() {
    return episodes;
  }

  /** Steps of every episode. */
  public int steps() {
    return steps;
  }

  /** Bytes of one entry: 1, 2 or 4. */
  public int width() {
    return width;
  }

  /** The joint state at a step. */
  public int state(int episode, int step) {
    return entry(2 * (episode * steps + step));
  }

  /** The joint action at a step. */
  public int jointAction(int episode, int step) {
    return entry(2 * (episode * steps + step) + 1);
  }

  /** The recorded bytes, {@code [episodes][steps][2]} entries; shared, not to be written to. */
  public ByteBuffer bytes() {
    return ByteBuffer.wrap(data, 0, 2 * width * steps * episodes).asReadOnlyBuffer();
  }
}
