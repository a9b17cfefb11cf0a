package org.malfl.report;

import java.util.List;

/** Names in a line for people. */
public final class Listing {
  private static final int MOST = 5;

  private Listing() {}

  /** The first five names, and how many there are besides. */
  public static String of(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(MOST, names.size())));
    return names.size() <= MOST ? first : first + " and " + (names.size() - MOST) + " more";
  }
}
