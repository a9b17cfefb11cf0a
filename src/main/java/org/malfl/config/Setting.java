package org.malfl.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes a component of a parameter record: what it may be and what it is when left out. */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Setting {
  /** The value as YAML when the key is absent. Sections take {@code "{}"}: all their defaults. */
  String byDefault();

  /**
   * The interval of a number, for instance {@code "(0, 1]"} or {@code "[2, 1000]"}; for a list of
   * numbers, of each of them.
   */
  String range() default "";
}
