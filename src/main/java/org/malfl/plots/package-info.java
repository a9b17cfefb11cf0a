/** What people look at: figures from plain values, and the file formats that they are kept in. */
package org.malfl.plots;
