package org.malfl.cli;

import java.util.List;
import java.util.Optional;
import org.malfl.artifacts.Manifest;
import org.malfl.report.Fact;

/**
 * Size and hash of a file, beside those that a manifest says.
 *
 * @param there those of the file
 * @param said those that its manifest says, if one names it
 */
record FileCheck(Manifest.FileEntry there, Optional<Manifest.FileEntry> said) {
  List<Fact> facts() {
    return List.of(
        new Fact("bytes", beside(there.size(), said.map(Manifest.FileEntry::size))),
        new Fact("SHA-256", beside(there.sha256(), said.map(Manifest.FileEntry::sha256))));
  }

  private static String beside(Object there, Optional<?> said) {
    return there
        + said.map(
                value ->
                    value.equals(there) ? ", as its manifest says" : "; its manifest says " + value)
            .orElse("");
  }

  /** What differs; empty if nothing does. */
  Optional<String> difference() {
    return said.map(entry -> entry.difference(there)).filter(text -> !text.isEmpty());
  }
}
