/**
 * How many task groups there should be, by lag. Pure: samples and settings in, a decision out;
 * nothing here knows of Pods, and nothing keeps anything.
 */
@NullMarked
package io.millrace.operator.autoscale;

import org.jspecify.annotations.NullMarked;
