package org.malfl.audit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an audit found, check by check. */
public final class Verdict {
  /**
   * Something that is not as it must be.
   *
   * @param place stage or file, by its path below the root
   * @param check name of the check
   * @param difference what differs
   */
  public record Finding(String place, String check, String difference) {}

  private final Map<String, Integer> done = new LinkedHashMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /** Counts a check. */
  void check(String check) {
    done.merge(check, 1, Integer::sum);
  }

  /**
   * Counts a check and what it found.
   *
   * @param difference empty if nothing differs
   * @return whether nothing differs
   */
  boolean check(String place, String check, String difference) {
    check(check);
    if (!difference.isEmpty()) {
      findings.add(new Finding(place, check, difference));
    }
    return difference.isEmpty();
  }

  /** Adds all checks, findings and notes of a part. */
  void add(Verdict part) {
    part.done.forEach((check, count) -> done.merge(check, count, Integer::sum));
    findings.addAll(part.findings);
    notes.addAll(part.notes);
  }

  /** Adds something that people may want to know and that is no failure. */
  void note(String note) {
    notes.add(note);
  }

  /** Whether all is as it must be. */
  public boolean passed() {
    return findings.isEmpty();
  }

  /** How often each check was made, in the order in which they were made first. */
  public Map<String, Integer> checks() {
    return Collections.unmodifiableMap(done);
  }

  /** How many of a check's findings there are. */
  public long failed(String check) {
    return findings.stream().filter(finding -> finding.check().equals(check)).count();
  }

  /** All findings. */
  public List<Finding> findings() {
    return Collections.unmodifiableList(findings);
  }

  /** What people may want to know besides. */
  public List<String> notes() {
    return Collections.unmodifiableList(notes);
  }

  /**
   * The verdict as JSON values.
   *
   * @param level of the audit
   */
  public Map<String, Object> tree(String level) {
    List<Object> checks = new ArrayList<>();
    done.forEach(
        (check, count) ->
            checks.add(Map.of("check", check, "made", count, "failed", failed(check))));
    List<Object> found = new ArrayList<>();
    for (Finding finding : findings) {
      found.add(
          Map.of(
              "place", finding.place(),
              "check", finding.check(),
              "difference", finding.difference()));
    }
    return new TreeMap<>(
        Map.of(
            "level", level,
            "passed", passed(),
            "checks", checks,
            "findings", found,
            "notes", notes));
  }
}
