/**
 * A file system for tests: passes everything on to another one, and lets an observer stop, delay or
 * record each operation that changes something.
 */
package org.malfl.disk;
