package org.malfl.core;

import java.util.Locale;

/** Numbers of bytes for people. */
public final class ByteSize {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private ByteSize() {}

  /** As of a double. */
  public static String text(long bytes) {
    return text((double) bytes);
  }

  /**
   * Four digits and a binary unit, such as {@code 171.4 GiB}.
   *
   * @param bytes at least 0
   */
  public static String text(double bytes) {
    double rest = bytes;
    int unit = 0;
    while (rest >= 1024 && unit < UNITS.length - 1) {
      rest /= 1024;
      unit++;
    }
    return unit == 0
        ? String.format(Locale.ROOT, "%.0f B", rest)
        : String.format(Locale.ROOT, "%.4g %s", rest, UNITS[unit]);
  }
}
