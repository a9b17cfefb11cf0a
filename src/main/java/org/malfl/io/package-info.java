/** Readers and writers of .npy, CSV and canonical JSON that trust nobody. */
package org.malfl.io;
