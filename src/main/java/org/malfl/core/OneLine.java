package org.malfl.core;

/** Text that may quote a file, for one line of a terminal. */
public final class OneLine {
  private static final int LONGEST = 1000;
  private static final int END = 200;

  private OneLine() {}

  /**
   * The text with everything that is no visible character or blank written as {@code \\uXXXX}, and
   * without its middle if it has more than 1000 characters then.
   */
  public static String of(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .forEach(
            character -> {
              switch (Character.getType(character)) {
                case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED ->
                    line.append(String.format("\\u%04x", character));
                default -> line.appendCodePoint(character);
              }
            });
    if (line.length() > LONGEST) {
      line.replace(LONGEST - END, line.length() - END, " … ");
    }
    return line.toString();
  }
}
