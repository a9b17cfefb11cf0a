package org.malfl.plots;

import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.io.InputStream;
import org.malfl.core.EnvironmentException;

/**
 * The one font of all figures, which comes with malfl, so that a picture does not depend on the
 * fonts of a machine.
 */
public final class Typeface {
  private static Font font;

  private Typeface() {}

  /**
   * Makes sure that Java can draw text here.
   *
   * @throws EnvironmentException if it cannot: it needs its font libraries and one font of the
   *     machine, though it then draws with ours, and space for a temporary file
   */
  public static void require() {
    of(1);
  }

  /** The font in a size, in pixels of the figure. */
  static synchronized Font of(float size) {
    if (font == null) {
      font = load();
    }
    return font.deriveFont(size);
  }

  private static Font load() {
    try (InputStream file = Typeface.class.getResourceAsStream("DejaVuSans.ttf")) {
      return Font.createFont(Font.TRUETYPE_FONT, file);
    } catch (IOException
        | FontFormatException
        | RuntimeException
        | LinkageError
        | InternalError e) {
      throw new EnvironmentException(
          "pictures cannot be drawn: Java cannot load their font ("
              + rootOf(e)
              + "); it needs fontconfig and one font of the machine (Debian: apt-get install"
              + " fontconfig fonts-dejavu-core) and 1 MB of space in the folder java.io.tmpdir",
          e);
    }
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
