package org.malfl.io;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.malfl.core.ArtifactException;

/**
 * Typed access to the members of a parsed JSON object; every mismatch is an {@link
 * ArtifactException} that names document and member.
 */
public final class JsonFields {
  private final String name;
  private final Map<?, ?> members;

  /**
   * Members of a value that must be an object.
   *
   * @param name how to call the object in errors
   */
  public JsonFields(String name, Object value) {
    this.name = name;
    if (!(value instanceof Map<?, ?> map)) {
      throw new ArtifactException(name + ": found no JSON object");
    }
    this.members = map;
  }

  /** The value of a member, which must be there; null is a value. */
  public Object value(String member) {
    if (!members.containsKey(member)) {
      throw new ArtifactException(name + ": '" + member + "' is missing");
    }
    return members.get(member);
  }

  /** A text member. */
  public String text(String member) {
    return as(String.class, member, "a text");
  }

  /** A whole-number member. */
  public long whole(String member) {
    return as(Long.class, member, "a whole number");
  }

  /** A number as a double. */
  public double number(String member) {
    return as(Number.class, member, "a number").doubleValue();
  }

  /** A list member. */
  public List<?> list(String member) {
    return as(List.class, member, "a list");
  }

  /** An object member. */
  public JsonFields object(String member) {
    return new JsonFields(name + ": " + member, value(member));
  }

  /** The names of all members. */
  public Set<?> names() {
    return members.keySet();
  }

  /** All members, as parsed. */
  public Map<?, ?> members() {
    return members;
  }

  private <T> T as(Class<T> type, String member, String valid) {
    if (!type.isInstance(value(member))) {
      throw new ArtifactException(
          name + ": '" + member + "': found " + value(member) + "; valid " + valid);
    }
    return type.cast(value(member));
  }
}
