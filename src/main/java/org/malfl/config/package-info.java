/**
 * YAML to parameter records, with every error of a file in its place. Knows schemas, no experiment.
 */
package org.malfl.config;
